// What a person last read, for when the server can't be reached: the list, and the newest page of some conversations.
// It is one person's at a time. Whoever logs in here finds it empty, logging out empties it, and it opens only in a
// browser that still holds the session (see `visit`). Where there is no IndexedDB there is nothing, and nothing fails.
const DATABASE = 'weigence-chat-lectura'; // sw.js removes it by this name
const VERSION = 1; // another shape of what is kept needs another number: then everything is thrown away
const MOST_PAGES = 30; // conversations
const MOST_MESSAGES = 50; // a conversation: the newest page
const VISIT = 'weigence-visita'; // a cookie that dies with the session's: with the browser, or after its days
const UNTIL_CLOSED_S = 43200; // the server's most for a session that is not remembered

export class Cache {
  #userId;
  #database = open();

  constructor(userId) {
    this.#userId = userId;
  }

  // Whose browser this is as far as it knows without the server: a RUT, or null.
  static async owner() {
    const owner = await run(open(), 'readonly', ({ state }) => state.get('owner'));
    return owner && isHere(owner) ? owner.userId : null;
  }

  // The server says that this person is here, for so many seconds more. What was another one's goes first.
  begin(seconds) {
    const visit = cookie() || Math.random().toString(36).slice(2);
    const life = seconds > UNTIL_CLOSED_S ? `; Max-Age=${seconds}` : '';
    document.cookie = `${VISIT}=${visit}; Path=/; SameSite=Lax${life}`;
    const owner = { name: 'owner', userId: this.#userId, until: Date.now() + 1000 * seconds, visit };
    return run(this.#database, 'readwrite', ({ state, pages }) => {
      state.get('owner').onsuccess = ({ target }) => {
        const isAnother = !target.result || target.result.userId !== owner.userId || target.result.visit !== visit;
        if (isAnother) [state, pages].forEach((store) => store.clear());
        state.put(owner);
      };
    });
  }

  // {conversations, n, at}, or nothing.
  list() {
    return this.#mine('readonly', ({ state }) => state.get('list'));
  }

  // {messages, hasOlder, at}, or nothing.
  page(conversationId) {
    return this.#mine('readonly', ({ pages }) => pages.get(conversationId));
  }

  keepList(conversations, n) {
    return this.#mine('readwrite', ({ state }) => state.put({ name: 'list', conversations, n, at: Date.now() }));
  }

  keepPage(conversationId, messages, hasOlder) {
    const newest = messages.slice(-MOST_MESSAGES);
    const page = { conversationId, messages: newest, hasOlder: hasOlder || newest.length < messages.length, at: Date.now() };
    return this.#mine('readwrite', ({ pages }) => {
      const put = pages.put(page);
      let left = MOST_PAGES;
      pages.index('at').openKeyCursor(null, 'prev').onsuccess = ({ target: { result: cursor } }) => {
        if (!cursor) return;
        if (left > 0) left -= 1;
        else pages.delete(cursor.primaryKey);
        cursor.continue();
      };
      return put;
    });
  }

  // The session is over: nothing that was kept for this person stays.
  forget() {
    return this.#mine('readwrite', ({ state, pages }) => {
      document.cookie = `${VISIT}=; Path=/; SameSite=Lax; Max-Age=0`;
      pages.clear();
      return state.clear();
    });
  }

  // Within one transaction, so that a page that was left open can't write into what is another one's by now.
  #mine(mode, work) {
    return run(this.#database, mode, (stores) => {
      const answer = { result: undefined };
      stores.state.get('owner').onsuccess = ({ target }) => {
        const owner = target.result;
        if (!owner || owner.userId !== this.#userId || !isHere(owner)) return;
        const request = work(stores);
        if (request) request.onsuccess = () => { answer.result = request.result; };
      };
      return answer;
    });
  }
}

function cookie() {
  const found = document.cookie.split('; ').find((pair) => pair.startsWith(`${VISIT}=`));
  return found ? found.slice(VISIT.length + 1) : '';
}

function isHere(owner) {
  return owner.visit === cookie() && Date.now() < owner.until;
}

// Resolves to `work`'s result once it is on disk; to undefined where nothing can be kept.
async function run(opening, mode, work) {
  const database = await opening;
  if (!database) return undefined;
  return new Promise((resolve) => {
    try {
      const transaction = database.transaction(['state', 'pages'], mode);
      const answer = work({ state: transaction.objectStore('state'), pages: transaction.objectStore('pages') });
      transaction.oncomplete = () => resolve(answer && answer.result);
      transaction.onerror = transaction.onabort = () => resolve(undefined);
    } catch (closedOrNotToBeCloned) {
      resolve(undefined);
    }
  });
}

function open() {
  return new Promise((resolve) => {
    try {
      const request = indexedDB.open(DATABASE, VERSION);
      request.onupgradeneeded = () => {
        const { result: database } = request;
        for (const name of Array.from(database.objectStoreNames)) database.deleteObjectStore(name);
        database.createObjectStore('state', { keyPath: 'name' });
        database.createObjectStore('pages', { keyPath: 'conversationId' }).createIndex('at', 'at');
      };
      request.onsuccess = () => {
        request.result.onversionchange = () => request.result.close(); // sw.js wants it gone
        resolve(request.result);
      };
      request.onerror = () => resolve(null);
    } catch (forbiddenOrMissing) {
      resolve(null);
    }
  });
}
