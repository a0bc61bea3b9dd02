// The smallest possible way for a part of the page to be listened to without knowing who listens.
export class Emitter {
  #listeners = new Map();

  on(name, listener) {
    if (!this.#listeners.has(name)) this.#listeners.set(name, []);
    this.#listeners.get(name).push(listener);
  }

  fire(name, ...args) {
    for (const listener of this.#listeners.get(name) || []) {
      try {
        listener(...args);
      } catch (mistake) {
        setTimeout(() => { throw mistake; }); // one part's mistake is reported, and must not stop another's work
      }
    }
  }
}
