// The files that are being sent: each goes up in one request, and where the line breaks it goes on from what the server
// has. A message with them goes out when all are there. They live as long as the page does.
import { Emitter } from './emitter.js';

const PAUSE_MS = 2000; // before a broken line is tried again
const AT_ONCE = 2;
export const MOST_FILES = 10; // a message; the server's number

// Fires `change` (conversationId) and `ready` (conversationId, text, wishes with attachments). A file: {file, id, state,
// sent, failure, attachment}, with state 'waiting', 'sending', 'ready' or 'failed'.
export class Uploads extends Emitter {
  #line;
  #files = new Map(); // by conversation
  #wanted = new Map(); // by conversation: {text, wishes} of the message that waits for its files

  // `line`: as FileLine of wire.js.
  constructor(line) {
    super();
    this.#line = line;
    window.addEventListener('online', () => this.#pump());
  }

  of(conversationId) {
    return this.#files.get(conversationId) || [];
  }

  isWanted(conversationId) {
    return this.#wanted.has(conversationId);
  }

  // Gives how many there was no room for.
  add(conversationId, files) {
    const room = this.isWanted(conversationId) ? 0 : MOST_FILES - this.of(conversationId).length;
    const items = Array.from(files).slice(0, room).map((file) => ({
      conversationId, file, id: null, state: 'waiting', sent: 0, failure: '', attachment: null, cancel: () => {},
    }));
    this.#files.set(conversationId, [...this.of(conversationId), ...items]);
    this.fire('change', conversationId);
    this.#pump();
    return files.length - items.length;
  }

  remove(item) {
    this.#files.set(item.conversationId, this.of(item.conversationId).filter((one) => one !== item));
    item.cancel();
    if (item.id) this.#line.giveUp(item.id).catch(() => {}); // the server forgets it by itself after a day
    if (!this.of(item.conversationId).length) this.#wanted.delete(item.conversationId);
    this.#settle(item.conversationId);
  }

  retry(item) {
    item.state = 'waiting';
    item.failure = '';
    this.fire('change', item.conversationId);
    this.#pump();
  }

  // The message with these files goes out as soon as they are there. False when there are none.
  send(conversationId, text, wishes) {
    if (!this.of(conversationId).length || this.isWanted(conversationId)) return false;
    this.#wanted.set(conversationId, { text, wishes });
    this.#settle(conversationId);
    return true;
  }

  #settle(conversationId) {
    const files = this.of(conversationId);
    const wanted = this.#wanted.get(conversationId);
    if (wanted && files.length && files.every((item) => item.state === 'ready')) {
      this.#files.delete(conversationId);
      this.#wanted.delete(conversationId);
      this.fire('ready', conversationId, wanted.text, { ...wanted.wishes, attachments: files.map((item) => item.attachment) });
    }
    this.fire('change', conversationId);
  }

  #pump() {
    const all = [...this.#files.values()].flat();
    const busy = all.filter((item) => item.state === 'sending').length;
    for (const item of all.filter(({ state }) => state === 'waiting').slice(0, Math.max(0, AT_ONCE - busy))) this.#upload(item);
  }

  async #upload(item) {
    item.state = 'sending';
    this.fire('change', item.conversationId);
    try {
      item.attachment = await this.#deliver(item);
      item.state = 'ready';
    } catch (error) {
      const isRefusal = error.status >= 400 && ![408, 409, 429].includes(error.status) && error.status < 500;
      item.state = isRefusal ? 'failed' : 'waiting';
      item.failure = error.message;
      if (isRefusal && item.id && error.status === 404) item.id = null;
      if (!isRefusal) setTimeout(() => this.#pump(), PAUSE_MS);
    }
    if (!this.of(item.conversationId).includes(item)) return;
    this.#settle(item.conversationId);
    if (item.state !== 'waiting') this.#pump();
  }

  async #deliver(item) {
    let from = 0;
    if (item.id) {
      const state = await this.#line.state(item.id);
      if (state.isComplete) return state;
      from = state.received;
    } else {
      item.id = (await this.#line.begin(item.file.name, item.file.size)).id;
      if (!this.of(item.conversationId).includes(item)) this.#line.giveUp(item.id).catch(() => {});
    }
    const progress = (sent) => {
      item.sent = from + sent;
      item.failure = '';
      this.fire('change', item.conversationId);
    };
    progress(0);
    return this.#line.put(item.id, from, item.file.slice(from), { progress, onStart: (cancel) => { item.cancel = cancel; } });
  }
}
