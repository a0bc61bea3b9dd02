// How the page is doing: is the session still ours, is there a live line, did the server ask to wait.
import { Emitter } from './emitter.js';

const PATIENCE_MS = 2000; // a line that is back within this was not worth a word

// Fires `change`. session: 'ok', 'ended' or 'other'; waitSeconds: 0 when the server did not ask to wait; isAway: not even
// a request is answered; since: when what is shown was last so, or null where nothing ever was.
export class Health extends Emitter {
  session = 'ok';
  isCutOff = false;
  isAway = true;
  since = null;
  waitSeconds = 0;
  waitSentence = '';
  #patience = null;
  #countdown = null;
  #wasUp = false;

  constructor() {
    super();
    this.lineDown(); // until it is up
  }

  lineUp() {
    clearTimeout(this.#patience);
    this.#patience = null;
    this.#wasUp = true;
    this.#set({ isCutOff: false, isAway: false, since: null });
  }

  lineDown() {
    if (this.#patience !== null) return;
    if (this.#wasUp) this.since = new Date();
    this.isAway = true; // until a request shows that it isn't
    this.#patience = setTimeout(() => this.#set({ isCutOff: true }), PATIENCE_MS);
  }

  // A request was answered, or was not.
  reached(isReached) {
    if (this.#patience !== null) this.#set({ isAway: !isReached });
  }

  // What is shown was kept then.
  seenAt(since) {
    if (!this.#wasUp) this.#set({ since });
  }

  setSession(session) {
    this.#set({ session });
  }

  busy(seconds, sentence) {
    clearInterval(this.#countdown);
    this.#set({ waitSeconds: Math.max(1, seconds || 5), waitSentence: sentence });
    this.#countdown = setInterval(() => {
      this.#set({ waitSeconds: this.waitSeconds - 1 });
      if (this.waitSeconds <= 0) clearInterval(this.#countdown);
    }, 1000);
  }

  #set(news) {
    Object.assign(this, news);
    this.fire('change');
  }
}
