// Urgent messages that wait for this person's word: they ring on every open device, again and again, until it is given
// on one of them. The server keeps which those are; this only follows.
import { Emitter } from './emitter.js';

const RING_EVERY_MS = 8000; // often enough to be found, seldom enough to talk on the phone meanwhile

// Fires `change`.
export class Alarm extends Emitter {
  #pending = new Map(); // id → message, the oldest first
  #server;
  #userId;
  #ring;
  #timer = null;

  // `server`: {pending() → messages, newest first; acknowledge(id) → the message}, both promising; `ring()` sounds.
  constructor({ server, userId, ring }) {
    super();
    this.#server = server;
    this.#userId = userId;
    this.#ring = ring;
  }

  // The oldest first.
  get pending() {
    return Array.from(this.#pending.values());
  }

  // The line is there: the server says what waits. What can't be asked now is asked with the next line.
  async refresh() {
    const messages = await this.#server.pending().catch(() => null);
    if (messages === null) return;
    this.#pending = new Map(messages.reverse().map((message) => [message.id, message]));
    this.#changed();
  }

  // A message came, or is another one now.
  hear(message) {
    const waits = message.isUrgent && !message.isDeleted && message.userId !== this.#userId
      && !message.acknowledgements.some(({ userId }) => userId === this.#userId);
    if (!waits && !this.#pending.delete(message.id)) return;
    if (waits) this.#pending.set(message.id, message);
    this.#changed();
  }

  // One is in this conversation no more.
  left(conversationId) {
    for (const { id, conversationId: where } of this.pending) if (where === conversationId) this.#pending.delete(id);
    this.#changed();
  }

  // Resolves to the message as it is then; what the server says against it is thrown.
  async acknowledge(id) {
    const message = await this.#server.acknowledge(id);
    this.hear(message);
    return message;
  }

  // Nobody is logged in any more.
  stop() {
    this.#pending.clear();
    this.#changed();
  }

  #changed() {
    const isRinging = this.#timer !== null;
    if (this.#pending.size && !isRinging) {
      this.#ring();
      this.#timer = setInterval(() => this.#ring(), RING_EVERY_MS);
    } else if (!this.#pending.size && isRinging) {
      clearInterval(this.#timer);
      this.#timer = null;
    }
    this.fire('change');
  }
}

// Who of a conversation has acknowledged an urgent message, and who has not: {acknowledged: [{person, at}], waiting:
// [person], waitsForMe}. Oneself is `me`, a person.
export function urgencyOf(message, conversation, me) {
  const at = new Map(message.acknowledgements.map(({ userId, at: when }) => [userId, when]));
  const { standings = {}, mySinceN = 0 } = conversation;
  const sinceN = (id) => (id === me.id ? mySinceN : (standings[id] || { sinceN: 0 }).sinceN);
  const others = [...conversation.people, me].filter(({ id }) => id !== message.userId && sinceN(id) < message.n); // who was there
  return {
    acknowledged: others.filter(({ id }) => at.has(id)).map((person) => ({ person, at: at.get(person.id) })),
    waiting: others.filter(({ id }) => !at.has(id)),
    waitsForMe: message.userId !== me.id && !at.has(me.id) && mySinceN < message.n,
  };
}
