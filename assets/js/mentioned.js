// In which conversations somebody named this person in a message that is not read yet: so many by the list, and those that
// came since.
import { Emitter } from './emitter.js';
import { isNamed } from './quiet.js';

// Fires `change`.
export class Mentioned extends Emitter {
  #userId;
  #listed = new Map(); // conversationId → how many the list told
  #since = new Map(); // conversationId → Map of message id → its number

  constructor(userId) {
    super();
    this.#userId = userId;
  }

  countIn(conversationId) {
    return (this.#listed.get(conversationId) || 0) + (this.#since.get(conversationId) || { size: 0 }).size;
  }

  // A list, with everything up to event `n` in it.
  replaceAll(conversations, n) {
    this.#listed = new Map(conversations.map(({ id, mentions }) => [id, mentions]));
    for (const since of this.#since.values()) for (const [id, number] of since) if (number <= n) since.delete(id);
    this.fire('change');
  }

  // A message that came.
  hear(message) {
    const { id, conversationId, n } = message;
    const since = this.#since.get(conversationId) || new Map();
    const isHere = isNamed(message, this.#userId) && !message.isDeleted;
    if (since.has(id) === isHere) return;
    if (isHere) this.#since.set(conversationId, since.set(id, n));
    else since.delete(id);
    this.fire('change');
  }

  // One that is another now may name this person no more; one that does only now may have been read long ago.
  changed(message) {
    if ((this.#since.get(message.conversationId) || new Map()).has(message.id)) this.hear(message);
  }

  // What is read names nobody any more.
  settle(conversations) {
    for (const { id, unread } of conversations) {
      if (unread) continue;
      this.#listed.delete(id);
      this.#since.delete(id);
    }
  }
}
