// The files that are being sent: each goes up in one request, and where the line breaks it goes on from what the server
// has. A message with them goes out when all are there. They live as long as the page does; the text that waits for them
// is kept over a reload, and comes back to be written on.
import { Emitter } from './emitter.js';

const PAUSE_MS = 2000; // before a broken line is tried again
const AT_ONCE = 2;
const FORGOTTEN_MS = 600000; // after which a text that waits is taken for that of a page that broke off
export const MOST_FILES = 10; // a message; the server's number

// Fires `change` (conversationId), `ready` (conversationId, text, wishes with attachments) and `returned` (conversationId,
// text, wishes) for a message whose files are all taken away. A file: {file, id, state, sent, failure, isHopeless,
// attachment}, with state 'waiting', 'sending', 'ready' or 'failed'; trying again what is hopeless would change nothing.
export class Uploads extends Emitter {
  #line;
  #kept;
  #files = new Map(); // by conversation
  #wanted = new Map(); // by conversation: {text, wishes} of the message that waits for its files

  // `line`: as FileLine of wire.js. `kept`: a Kept, of the texts that wait.
  constructor(line, kept) {
    super();
    this.#line = line;
    this.#kept = kept;
    window.addEventListener('online', () => this.#pump());
    window.addEventListener('pagehide', () => this.#keepAll(true));
    window.addEventListener('pageshow', (event) => { if (event.persisted) this.#keepAll(false); }); // it goes on here
  }

  of(conversationId) {
    return this.#files.get(conversationId) || [];
  }

  // A message waits for its files.
  isWanted(conversationId) {
    return this.#wanted.has(conversationId);
  }

  wantedText(conversationId) {
    return this.isWanted(conversationId) ? this.#wanted.get(conversationId).text : '';
  }

  hasFailed(conversationId) {
    return this.of(conversationId).some(({ state }) => state === 'failed');
  }

  // Some would be lost with the page.
  get hasAny() {
    return [...this.#files.values()].some((items) => items.length > 0);
  }

  // The texts that an earlier page left waiting, [{conversationId, text, wishes}]; whoever asks has them from then on.
  takeLeft() {
    const left = this.#kept.ids.filter((id) => !this.isWanted(id)).map((id) => ({ conversationId: id, ...this.#kept.get(id) }))
      .filter(({ isLeft, at }) => isLeft || Date.now() - at > FORGOTTEN_MS); // else another page waits still
    for (const { conversationId } of left) this.#kept.set(conversationId, null);
    return left;
  }

  // What was `ready` can't get lost any more.
  isSafe(conversationId) {
    if (!this.isWanted(conversationId)) this.#kept.set(conversationId, null);
  }

  // Gives how many there was no room for.
  add(conversationId, files) {
    const room = this.isWanted(conversationId) ? 0 : MOST_FILES - this.of(conversationId).length;
    const items = Array.from(files).slice(0, room).map((file) => ({
      conversationId, file, id: null, state: 'waiting', sent: 0, failure: '', isHopeless: false, attachment: null, cancel: () => {},
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
    if (this.isWanted(item.conversationId) && !this.of(item.conversationId).length) this.#giveBack(item.conversationId);
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
    this.#keep(conversationId, false);
    this.#settle(conversationId);
    return true;
  }

  #keep(conversationId, isLeft) {
    this.#kept.set(conversationId, { ...this.#wanted.get(conversationId), at: Date.now(), isLeft });
  }

  #keepAll(isLeft) {
    for (const id of this.#wanted.keys()) this.#keep(id, isLeft);
  }

  #giveBack(conversationId) {
    const { text, wishes } = this.#wanted.get(conversationId);
    this.#wanted.delete(conversationId);
    this.fire('returned', conversationId, text, wishes);
    this.#kept.set(conversationId, null);
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
      item.isHopeless = error.status === 413; // too big
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
