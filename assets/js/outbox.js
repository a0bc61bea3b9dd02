// The messages that are written and not yet acknowledged. Each goes out under its own id until the server has it: one
// at a time in each conversation, in the order they were written. Nothing leaves this list but by the server's word,
// or by the writer's own hand when the server refused it.
import { Emitter } from './emitter.js';
import { uuidv7 } from './ids.js';

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 15000;

// Fires `change` (conversationId), `sent` (message) and `refused` (item). An item: {id, conversationId, text, state, refusal,
// replyTo?, forwardOfId?, mentions?, isUrgent?}, with state 'waiting', 'sending' or 'refused'.
export class Outbox extends Emitter {
  #items = [];
  #storage;
  #send;
  #isLoaded = false;
  #isPaused = false;
  #pumping = new Set();
  #timer = null;
  #pauseMs = FIRST_PAUSE_MS;
  #notBefore = 0;

  // `send(item)` resolves to the stored message or throws an ApiError.
  constructor(storage, send) {
    super();
    this.#storage = storage;
    this.#send = send;
  }

  async load() {
    const kept = (await this.#storage.load()).map((record) => ({
      ...record, state: record.refusal ? 'refused' : 'waiting', saved: Promise.resolve(record.key),
    }));
    this.#items = [...kept, ...this.#items];
    this.#isLoaded = true;
    for (const id of this.#conversationIds()) this.fire('change', id);
    this.#pumpAll();
  }

  of(conversationId) {
    return this.#items.filter((item) => item.conversationId === conversationId);
  }

  get size() {
    return this.#items.length;
  }

  // Resolves when the text is safe on this device (or can't be), so that the draft of it may go. `wishes`: {replyTo?: a
  // quote, forwardOfId?, mentions?: ids, isUrgent?}.
  add(conversationId, text, wishes = {}) {
    const item = { ...wishes, id: uuidv7(), conversationId, text, state: 'waiting', refusal: '' };
    this.#items.push(item);
    this.#save(item);
    this.fire('change', conversationId);
    this.#pump(conversationId);
    return item.saved;
  }

  // Takes a refused message back out, to be edited or thrown away.
  take(id) {
    const item = this.#items.find((one) => one.id === id && one.state === 'refused');
    if (item) this.#remove(item);
    return item;
  }

  // The message was seen stored, in the history or by the live line: however the answer got lost, it is done.
  delivered(id) {
    const item = this.#items.find((one) => one.id === id);
    if (item) this.#remove(item);
  }

  // Nothing goes out until resume(): the session is over.
  pause() {
    this.#isPaused = true;
    clearTimeout(this.#timer);
  }

  // There is a reason to hope: try at once, unless the server asked to wait.
  resume() {
    this.#isPaused = false;
    this.#pauseMs = FIRST_PAUSE_MS;
    if (performance.now() >= this.#notBefore) this.#pumpAll();
    else this.#later(this.#notBefore - performance.now());
  }

  #conversationIds() {
    return new Set(this.#items.map((item) => item.conversationId));
  }

  #pumpAll() {
    for (const id of this.#conversationIds()) this.#pump(id);
  }

  async #pump(conversationId) {
    if (this.#pumping.has(conversationId)) return;
    this.#pumping.add(conversationId);
    try {
      let item = this.#next(conversationId);
      while (item && await this.#deliver(item)) item = this.#next(conversationId);
    } finally {
      this.#pumping.delete(conversationId);
    }
  }

  #next(conversationId) {
    if (!this.#isLoaded || this.#isPaused || performance.now() < this.#notBefore) return undefined;
    return this.of(conversationId).find((item) => item.state !== 'refused');
  }

  // True when the next one of the conversation may follow.
  async #deliver(item) {
    this.#setState(item, 'sending');
    try {
      const message = await this.#send(item);
      this.#pauseMs = FIRST_PAUSE_MS;
      this.#remove(item);
      this.fire('sent', message);
      return true;
    } catch (error) {
      if (!this.#items.includes(item)) return true; // seen stored meanwhile
      if (isRefusal(error)) this.#refuse(item, error.message);
      else this.#retryLater(item, error);
      return isRefusal(error);
    }
  }

  #refuse(item, sentence) {
    item.refusal = sentence;
    this.#setState(item, 'refused');
    this.fire('refused', item);
    item.saved.then(() => this.#items.includes(item) && this.#save(item));
  }

  #retryLater(item, error) {
    this.#setState(item, 'waiting');
    let pause = this.#pauseMs;
    if (error.retryAfter !== undefined) {
      pause = Math.max(1000 * error.retryAfter, FIRST_PAUSE_MS);
      this.#notBefore = performance.now() + pause;
    }
    this.#pauseMs = Math.min(2 * this.#pauseMs, LONGEST_PAUSE_MS);
    if (!this.#isPaused) this.#later(pause);
  }

  #later(pauseMs) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#pumpAll(), pauseMs + 50); // timers may fire a little early
  }

  #setState(item, state) {
    item.state = state;
    this.fire('change', item.conversationId);
  }

  #save(item) {
    const { saved, state, ...record } = item;
    if (record.key === undefined) delete record.key; // IndexedDB makes one only where there is none
    item.saved = this.#storage.save(record).then((made) => { item.key = made; });
  }

  #remove(item) {
    this.#items = this.#items.filter((one) => one !== item);
    item.saved.then(() => item.key !== undefined && this.#storage.remove(item.key));
    this.fire('change', item.conversationId);
  }
}

// A word about this very message, that sending it again would only repeat.
function isRefusal(error) {
  return error.status >= 400 && error.status < 500 && ![401, 408, 421, 429].includes(error.status);
}
