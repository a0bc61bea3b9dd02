// Everybody one can write to, asked for once and kept: a search needs them at each letter.
import { Emitter } from './emitter.js';

const FRESH_MS = 300000; // after five minutes somebody may have been hired
const RETRY_MS = 5000;

// Fires `change` when the list is there or is another one.
export class People extends Emitter {
  #fetch;
  #list = [];
  #askedAt = -Infinity;
  #isAsking = false;

  // `fetch` resolves to people as wire.js makes them, in the server's (Spanish) order of names.
  constructor(fetch) {
    super();
    this.#fetch = fetch;
  }

  get all() {
    return this.#list;
  }

  // Asks when there is nothing or only something old. What is known stays in use until the answer, and when there is none.
  async refresh() {
    if (this.#isAsking || performance.now() - this.#askedAt < FRESH_MS) return;
    this.#isAsking = true;
    this.#askedAt = performance.now();
    try {
      this.#list = await this.#fetch();
      this.fire('change');
    } catch (failed) {
      this.#askedAt = performance.now() - FRESH_MS + RETRY_MS;
    } finally {
      this.#isAsking = false;
    }
  }

  // Somebody was hired, has left or has another name: the next search asks again.
  expire() {
    this.#askedAt = -Infinity;
  }
}
