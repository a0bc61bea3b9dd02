// Keeps what is read (cache.js) as it is read, and gives it out where the server does not answer.
import { titleOf } from './conversations.js';

const PAUSE_MS = 1000; // a burst of messages is written once
const PATIENCE_MS = 2500; // for a server that is slow, before what is kept is shown

export class Reading {
  #cache;
  #api;
  #conversations;
  #timers = new Map();
  #n = null; // the list is the server's, as of this event

  constructor({ cache, api, conversations }) {
    this.#cache = cache;
    this.#api = api;
    this.#conversations = conversations;
    conversations.on('change', () => this.#soon('list', () => this.#keepList()));
    document.addEventListener('visibilitychange', () => { if (document.hidden) this.#keepList(); });
  }

  // The list came from the server.
  listIsFresh(n) {
    this.#n = n;
    this.#soon('list', () => this.#keepList());
  }

  // What was kept of the list, if it is worth showing: {conversations, n, at}.
  async list() {
    const kept = await this.#cache.list();
    return kept && this.#n === null && kept.conversations.every(titleOf) ? kept : undefined;
  }

  // The room was read, or something came into it.
  keep(room) {
    this.#soon(room.conversation.id, () => {
      if (!room.isComplete || room.hasNewer) return;
      const stored = room.entries.filter((entry) => entry.message && entry.state === 'stored');
      this.#cache.keepPage(room.conversation.id, stored.map((entry) => entry.message), room.hasOlder);
    });
  }

  // The history for a room that has nothing yet: the server's, or else what was kept, and `onKept` is told.
  async history(isEmpty, onKept, conversationId, beforeId, ...rest) {
    const asked = this.#api.history(conversationId, beforeId, ...rest);
    if (beforeId || !isEmpty()) return asked;
    const isLate = new Promise((resolve) => { setTimeout(resolve, PATIENCE_MS); });
    const isAway = asked.then(() => new Promise(() => {}), (error) => { if (error.status) throw error; });
    const kept = Promise.race([isLate, isAway]).then(() => this.#cache.page(conversationId)).then((page) => {
      if (!page || !isEmpty()) return asked;
      onKept();
      return { messages: page.messages, hasOlder: page.hasOlder };
    });
    return Promise.race([asked.catch(() => kept), kept]);
  }

  #keepList() {
    if (this.#n !== null) this.#cache.keepList(this.#conversations.all, this.#n);
  }

  #soon(name, work) {
    if (this.#timers.has(name)) return;
    this.#timers.set(name, setTimeout(() => {
      this.#timers.delete(name);
      work();
    }, PAUSE_MS));
  }
}
