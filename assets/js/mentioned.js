// In which conversations somebody named this person in a message that is not read yet. The server's list doesn't say so:
// live messages tell, and for what came while the page was closed the unread messages of groups are looked through.
import { Emitter } from './emitter.js';
import { isNamed } from './quiet.js';

const MOST_GROUPS = 12; // looked through after a list; who has more unread ones than that is told where it matters first
const MOST_MESSAGES = 50; // of each, a page

// Fires `change`.
export class Mentioned extends Emitter {
  #userId;
  #history;
  #named = new Map(); // conversationId → Set of message ids
  #looked = new Map(); // conversationId → the last message when it was looked through
  #isLooking = false;

  // `history(conversationId, limit)` resolves to the newest messages, oldest first.
  constructor(userId, history) {
    super();
    this.#userId = userId;
    this.#history = history;
  }

  countIn(conversationId) {
    return (this.#named.get(conversationId) || { size: 0 }).size;
  }

  // A message that came.
  hear(message) {
    const { id, conversationId } = message;
    const known = this.#named.get(conversationId) || new Set();
    const isHere = isNamed(message, this.#userId) && !message.isDeleted;
    if (known.has(id) === isHere) return;
    if (isHere) this.#named.set(conversationId, known.add(id));
    else known.delete(id);
    this.fire('change');
  }

  // One that is another now may name this person no more; one that does only now may have been read long ago.
  changed(message) {
    if ((this.#named.get(message.conversationId) || new Set()).has(message.id)) this.hear(message);
  }

  // What is read names nobody any more.
  settle(conversations) {
    for (const { id, unread } of conversations) if (!unread) this.#named.delete(id);
  }

  // Looks through what is unread in groups, one after the other; a failure leaves it for the next list.
  async look(conversations) {
    if (this.#isLooking) return;
    this.#isLooking = true;
    const wanted = conversations.filter(({ id, isGroup, unread, last }) => isGroup && unread && last && this.#looked.get(id) !== last.id);
    for (const conversation of wanted.slice(0, MOST_GROUPS)) {
      const { id, last } = conversation;
      const messages = await this.#history(id, Math.min(conversation.unread, MOST_MESSAGES)).catch(() => null);
      if (!messages) break;
      this.#looked.set(id, last.id);
      if (conversation.unread) messages.slice(-conversation.unread).forEach((message) => this.hear(message));
    }
    this.#isLooking = false;
  }
}
