// Tells the server what has reached this device: the newest event that was applied, once for a burst, and again when the
// line comes back.
const PAUSE_MS = 400;

export class Receipts {
  #tell;
  #told = -1;
  #newest = -1;
  #timer = null;

  // `tell(n)` resolves to whether the server has it.
  constructor(tell) {
    this.#tell = tell;
  }

  // Everything up to event `n` is here.
  reached(n) {
    if (!(n > this.#newest)) return;
    this.#newest = n;
    if (this.#timer === null) this.#timer = setTimeout(() => this.#send(), PAUSE_MS);
  }

  lineUp() {
    if (this.#newest > this.#told) this.#send();
  }

  async #send() {
    clearTimeout(this.#timer);
    this.#timer = null;
    const n = this.#newest;
    if (n > this.#told && await this.#tell(n)) this.#told = Math.max(this.#told, n);
  }
}
