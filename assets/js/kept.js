// One thing for each conversation that this browser keeps over a reload: what is being answered, what is being changed,
// what waits for its files. Where the browser forbids that, it lives as long as the page does.
export class Kept {
  #prefix;
  #memory = new Map(); // what could not be written

  constructor(name, userId) {
    this.#prefix = `weigence-chat:${name}:${userId}:`;
  }

  // Null where there is none.
  get(conversationId) {
    try {
      const text = localStorage.getItem(this.#prefix + conversationId);
      if (text !== null) return JSON.parse(text);
    } catch (forbiddenOrBroken) { // the memory may have it
    }
    return this.#memory.get(conversationId) || null;
  }

  set(conversationId, value) {
    this.#memory.delete(conversationId);
    try {
      if (value) localStorage.setItem(this.#prefix + conversationId, JSON.stringify(value));
      else localStorage.removeItem(this.#prefix + conversationId);
    } catch (forbiddenOrFull) {
      if (value) this.#memory.set(conversationId, value);
    }
  }

  // The conversations that have one from an earlier page, or from another one.
  get ids() {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(this.#prefix)).map((key) => key.slice(this.#prefix.length));
    } catch (forbidden) {
      return [];
    }
  }
}
