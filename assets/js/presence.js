// Who is here, as the server told: people come and go by the live line, and everybody is asked for when it comes up.
import { Emitter } from './emitter.js';

const RETRY_MS = 5000;

// Fires `change`.
export class Presence extends Emitter {
  #fetch;
  #people = new Map(); // userId → {isOnline, seenAt}; empty while there is no line: what it said last may be over
  #heard = null; // who came or went while everybody is asked for, which is newer than the answer
  #run = 0; // grows when the line goes, so that an answer from before it counts for nothing

  // `fetch()` resolves to [{userId, isOnline, seenAt}].
  constructor(fetch) {
    super();
    this.#fetch = fetch;
  }

  // {isOnline, seenAt}; undefined for who is not known.
  of(userId) {
    return this.#people.get(userId);
  }

  isOnline(userId) {
    const known = this.of(userId);
    return known !== undefined && known.isOnline;
  }

  knowsAll(userIds) {
    return userIds.every((userId) => this.#people.has(userId));
  }

  hear(word) {
    if (this.#heard) this.#heard.push(word);
    this.#take(word);
    this.fire('change');
  }

  // The line is up, or there are more people to know of.
  async refresh() {
    const run = this.#run += 1;
    this.#heard = [];
    const words = await this.#fetch().catch(() => null);
    if (run !== this.#run) return;
    const heard = this.#heard;
    this.#heard = null;
    if (words === null) {
      setTimeout(() => { if (run === this.#run) this.refresh(); }, RETRY_MS);
      return;
    }
    this.#people.clear();
    [...words, ...heard].forEach((word) => this.#take(word));
    this.fire('change');
  }

  lineDown() {
    this.#run += 1;
    this.#heard = null;
    this.#people.clear();
    this.fire('change');
  }

  #take({ userId, isOnline, seenAt }) {
    this.#people.set(userId, { isOnline, seenAt });
  }
}
