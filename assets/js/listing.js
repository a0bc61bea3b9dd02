// The list of conversations as the server tells it, or as this browser kept it: asked for at the start, anew whenever
// something says that it may be another, and again until it comes.
import { Emitter } from './emitter.js';
import { pauseAfter } from './pause.js';

const SOON_MS = 300; // one request for a burst
const KEPT_MS = 2500; // for a list that is slow to come, before the one that was kept is shown

// Fires `fresh` (list, n), `kept` ({conversations, n, at}) and `failed` (the reason).
export class Listing extends Emitter {
  #api;
  #reading;
  #conversations;
  #timer = null;
  #run = 0;
  #readsHeard = 0;
  #isPaused = false;

  constructor({ api, reading, conversations }) {
    super();
    this.#api = api;
    this.#reading = reading;
    this.#conversations = conversations;
  }

  // `isKept`: the page itself came without the server.
  start(isKept) {
    if (isKept) this.#showKept();
    else setTimeout(() => this.#showKept(), KEPT_MS);
    this.reload();
  }

  reloadSoon() {
    this.reloadIn(SOON_MS);
  }

  reloadIn(pauseMs) {
    clearTimeout(this.#timer);
    if (!this.#isPaused) this.#timer = setTimeout(() => this.reload(), pauseMs);
  }

  async reload() {
    clearTimeout(this.#timer);
    const run = this.#run += 1;
    const reads = this.#readsHeard;
    try {
      const { list, n } = await this.#api.conversations();
      if (run !== this.#run) return;
      this.fire('fresh', list, n);
      if (reads !== this.#readsHeard) this.reloadSoon(); // it may be of before what was read meanwhile
    } catch (error) {
      if (run !== this.#run) return;
      if (error.status === 0) await this.#showKept();
      this.fire('failed', error.message);
      this.reloadIn(pauseAfter(error));
    }
  }

  // A list and its moment, for who has to know that nothing from before is believed; who asked earlier comes too late.
  async fetch() {
    const { list, n } = await this.#api.conversations();
    this.#run += 1;
    this.fire('fresh', list, n);
    return n;
  }

  // Something was read on another device.
  readsChanged() {
    this.#readsHeard += 1;
  }

  // Nobody is logged in: there is nothing to ask for.
  pause() {
    this.#isPaused = true;
    clearTimeout(this.#timer);
  }

  resume() {
    this.#isPaused = false;
    this.reload();
  }

  // What came from the server stays.
  async #showKept() {
    const kept = await this.#reading.list();
    if (kept && !this.#conversations.all.length) this.fire('kept', kept);
  }
}
