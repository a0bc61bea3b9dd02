// How the page is doing: is the session still ours, is there a live line, did the server ask to wait.
import { Emitter } from './emitter.js';

const PATIENCE_MS = 2000; // a line that is back within this was not worth a word

// Fires `change`. session: 'ok', 'ended' or 'other'; waitSeconds: 0 when the server did not ask to wait.
export class Health extends Emitter {
  session = 'ok';
  isCutOff = false;
  waitSeconds = 0;
  waitSentence = '';
  #patience = null;
  #countdown = null;

  constructor() {
    super();
    this.lineDown(); // until it is up
  }

  lineUp() {
    clearTimeout(this.#patience);
    this.#patience = null;
    this.#set({ isCutOff: false });
  }

  lineDown() {
    if (this.#patience !== null) return;
    this.#patience = setTimeout(() => this.#set({ isCutOff: true }), PATIENCE_MS);
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
