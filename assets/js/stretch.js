// Messages side by side in the server's order. However many they are, one is found by its id at once, and adding or
// dropping some at either end touches only those.
export class Stretch {
  #list = [];
  #base = 0; // the place of the first one; goes below zero as older ones come
  #places = new Map(); // id → place, which never changes while others come and go

  get size() {
    return this.#list.length;
  }

  get first() {
    return this.#list[0];
  }

  get last() {
    return this.#list[this.#list.length - 1];
  }

  at(index) {
    return this.#list[index];
  }

  // -1 when it is not here.
  indexOf(id) {
    const place = this.#places.get(id);
    return place === undefined ? -1 : place - this.#base;
  }

  has(id) {
    return this.#places.has(id);
  }

  slice(from, to) {
    return this.#list.slice(from, to);
  }

  append(messages) {
    for (const message of messages) {
      this.#places.set(message.id, this.#base + this.#list.length);
      this.#list.push(message);
    }
  }

  prepend(messages) {
    this.#base -= messages.length;
    messages.forEach((message, index) => this.#places.set(message.id, this.#base + index));
    this.#list.unshift(...messages);
  }

  // What stands in the place of the message with the same id from now on.
  change(message) {
    this.#list[this.indexOf(message.id)] = message;
  }

  dropFirst(count) {
    const dropped = this.#list.splice(0, count);
    this.#base += dropped.length;
    this.#forget(dropped);
    return dropped;
  }

  dropLast(count) {
    const dropped = this.#list.splice(Math.max(0, this.#list.length - count), count);
    this.#forget(dropped);
    return dropped;
  }

  replace(messages) {
    this.#list = [];
    this.#places.clear();
    this.append(messages);
  }

  #forget(messages) {
    for (const { id } of messages) this.#places.delete(id);
  }
}
