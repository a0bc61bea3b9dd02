// Follows the server's numbered events, so that a page that was away ends with what one that never left has: what comes
// live is applied as it comes, what was missed is asked for first, and nothing is applied twice or out of order.
// Knows neither the wire nor the page.

const MOST_HELD = 2000; // live events that wait for what was missed before them; with more they are all asked for anew
const RETRY_MS = 3000;

export class Follower {
  #fetch;
  #apply;
  #reload;
  #n = null; // everything up to this event is applied; null: the state was not read yet
  #newest = null; // the newest event there was when the line came up; null: the line is down
  #isCurrent = false; // what comes live follows on from #n
  #held = [];
  #dropped = 0; // the newest event that was held and is so no more: up to here it is asked for
  #run = 0; // grows when the line goes, so that a catching up from before it ends

  // `fetch(n)` resolves to {events: [{n, …}], upTo, hasMore, mustReload}; `apply(event)` takes the next one, and again
  // is harmless; `reload()` reads the whole state afresh and resolves to the number up to which it goes.
  constructor({ fetch, apply, reload }) {
    this.#fetch = fetch;
    this.#apply = apply;
    this.#reload = reload;
  }

  get isCurrent() {
    return this.#isCurrent;
  }

  // The state has been read; everything up to `n` is in it.
  startAt(n) {
    if (this.#n !== null) return;
    this.#n = n;
    this.#catchUp();
  }

  // The line is up; what comes after `newest` will be heard on it.
  lineUp(newest) {
    this.#newest = newest;
    this.#catchUp();
  }

  lineDown() {
    this.#newest = null;
    this.#isCurrent = false;
    this.#held = [];
    this.#dropped = 0;
    this.#run += 1;
  }

  // There is more than what came on the line: somebody else changed the database.
  lookAgain(newest) {
    if (this.#newest === null || newest <= this.#n) return;
    this.#newest = Math.max(this.#newest, newest);
    this.#isCurrent = false;
    this.#run += 1;
    this.#catchUp();
  }

  // An event came on the line.
  hear(event) {
    if (this.#isCurrent) return this.#take(event);
    if (this.#held.length === MOST_HELD) this.#dropped = this.#held.splice(0).at(-1).n;
    this.#held.push(event);
  }

  async #catchUp() {
    if (this.#n === null || this.#newest === null) return;
    const run = this.#run += 1;
    while (this.#n < Math.max(this.#newest, this.#dropped)) {
      const came = await this.#fetch(this.#n).catch(() => null);
      if (run !== this.#run) return;
      if (came === null) return this.#later(run);
      if (came.mustReload) {
        const n = await this.#reload().catch(() => null);
        if (run !== this.#run) return;
        if (n === null) return this.#later(run);
        this.#n = n;
        this.#newest = Math.min(this.#newest, n); // after a restore the line's own number may be from another life
      } else {
        came.events.forEach((event) => this.#take(event));
        this.#n = Math.max(this.#n, came.upTo);
      }
    }
    this.#isCurrent = true;
    this.#held.splice(0).forEach((event) => this.#take(event));
  }

  #later(run) {
    setTimeout(() => { if (run === this.#run) this.#catchUp(); }, RETRY_MS);
  }

  #take(event) {
    if (event.n <= this.#n) return;
    this.#apply(event);
    this.#n = event.n;
  }
}
