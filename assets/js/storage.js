// What this browser keeps for a person between two visits: unsent messages (IndexedDB) and drafts (localStorage).
// Both work on a plain http:// page. Where the browser forbids them the page goes on without, in memory.
const DATABASE = 'weigence-chat';
const STORE = 'outbox';

// Unsent messages, each under a key that grows, so that they come back in the order they were written.
export class OutboxStorage {
  #userId;
  #database;
  isLasting = true; // false where a reload would lose what is not sent yet

  constructor(userId) {
    this.#userId = userId;
    this.#database = openDatabase().catch(() => {
      this.isLasting = false;
      return null;
    });
  }

  async load() {
    const records = await this.#run('readonly', (store) => store.getAll()).catch(() => null);
    return (records || []).filter((record) => record.userId === this.#userId);
  }

  // Resolves to the record's key, or to undefined where nothing could be kept.
  save(record) {
    return this.#run('readwrite', (store) => store.put({ ...record, userId: this.#userId })).catch(() => undefined);
  }

  remove(key) {
    return this.#run('readwrite', (store) => store.delete(key)).catch(() => undefined);
  }

  async #run(mode, work) {
    const database = await this.#database;
    if (!database) throw new Error('no IndexedDB');
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = work(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  }
}

async function openDatabase() {
  return new Promise((resolve, reject) => { // indexedDB itself may be missing, which rejects too
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'key', autoIncrement: true });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

// What is being written in each conversation, kept at every keystroke.
export class Drafts {
  #prefix;
  #memory = new Map();

  constructor(userId) {
    this.#prefix = `weigence-chat:borrador:${userId}:`;
  }

  get(conversationId) {
    if (!this.#memory.has(conversationId)) this.#memory.set(conversationId, this.#read(conversationId));
    return this.#memory.get(conversationId);
  }

  set(conversationId, text) {
    this.#memory.set(conversationId, text);
    try {
      if (text) localStorage.setItem(this.#prefix + conversationId, text);
      else localStorage.removeItem(this.#prefix + conversationId);
    } catch (forbiddenOrFull) { // the memory has it
    }
  }

  #read(conversationId) {
    try {
      return localStorage.getItem(this.#prefix + conversationId) || '';
    } catch (forbidden) {
      return '';
    }
  }
}
