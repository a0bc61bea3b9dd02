// A short, soft sound for a message that came, made here: two notes, no file. Browsers let a page sound only after its
// reader has touched it; before that it is silent.
const PAUSE_MS = 1000; // a burst of messages sounds once
const NOTES = [[659.3, 0], [880, 0.09]]; // Hz (E5, A5), and seconds from the start
const LENGTH_S = 0.35;
const LOUDNESS = 0.08; // of 1: heard at the counter, not by the customer
const ALARM_NOTES = [[987.8, 0], [784, 0.15]]; // B5, G5
const ALARM_LOUDNESS = 0.35; // heard in the stockroom

export class Sound {
  #context = null;
  #lastAt = -PAUSE_MS;

  constructor() {
    const unlock = () => this.#unlock();
    for (const gesture of ['pointerup', 'keydown']) document.addEventListener(gesture, unlock, { passive: true, capture: true });
  }

  play() {
    const now = performance.now();
    if (!this.#context || this.#context.state !== 'running' || now - this.#lastAt < PAUSE_MS) return;
    this.#lastAt = now;
    for (const [pitch, start] of NOTES) this.#note(pitch, this.#context.currentTime + start);
  }

  // What can't wait: louder, and three times.
  alarm() {
    if (!this.#context || this.#context.state !== 'running') return;
    for (const start of [0, 0.4, 0.8]) {
      for (const [pitch, after] of ALARM_NOTES) this.#note(pitch, this.#context.currentTime + start + after, ALARM_LOUDNESS);
    }
  }

  // A phone puts it to sleep again when the page was away, so every gesture looks.
  #unlock() {
    const AudioContext = window.AudioContext || window.webkitAudioContext;
    if (!AudioContext) return;
    if (!this.#context) this.#context = new AudioContext();
    if (this.#context.state !== 'running') this.#context.resume().catch(() => {}); // not yet, says the browser
  }

  #note(pitch, at, most = LOUDNESS) {
    const tone = this.#context.createOscillator();
    const loudness = this.#context.createGain();
    tone.frequency.value = pitch;
    loudness.gain.setValueAtTime(0, at);
    loudness.gain.linearRampToValueAtTime(most, at + 0.015); // s; without it there is a click
    loudness.gain.exponentialRampToValueAtTime(0.0001, at + LENGTH_S);
    tone.connect(loudness);
    loudness.connect(this.#context.destination);
    tone.start(at);
    tone.stop(at + LENGTH_S);
  }
}
