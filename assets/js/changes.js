// What happens in conversations besides new messages: a message is another one now, a group is, one is in it no more;
// what has reached the others, and what they have read. Again is harmless.

export class Changes {
  #conversations;
  #room;
  #on;
  #counts = new Map(); // id → how often it was told of, by the line

  // `room()` gives the open one, or null. `on`: {left(conversation), grouped(conversation), restate()}: one is in it no
  // more; a group is another one; states of own messages are others.
  constructor({ conversations, room, on }) {
    this.#conversations = conversations;
    this.#room = room;
    this.#on = on;
  }

  // An event of follower.js; false when it is none of these.
  apply({ n, changed, group, left }) {
    if (changed) {
      this.#counts.set(changed.id, this.count(changed.id) + 1);
      this.changed(changed);
    } else if (group) this.#grouped(group);
    else if (left) this.#left(left, n);
    else return false;
    return true;
  }

  count(id) {
    return this.#counts.get(id) || 0;
  }

  // The answer to a request that was made when `count(id)` was that: what the line brought meanwhile is newer, or what
  // this tells is about to come by it too.
  answered(message, count) {
    if (this.count(message.id) === count) this.changed(message);
  }

  // Also by the answer to one's own request, which may come before the event.
  changed(message) {
    const room = this.#room();
    if (room && room.conversation.id === message.conversationId) room.update(message);
    this.#conversations.update(message);
  }

  // For this person alone; no event with a number.
  starred({ messageId, conversationId, isStarred }) {
    const room = this.#room();
    if (room && room.conversation.id === conversationId) room.star(messageId, isStarred);
  }

  readUpTo({ conversationId, userId, upTo }) {
    if (this.#conversations.mark(conversationId, userId, { readN: upTo, receivedN: upTo })) this.#on.restate();
  }

  received({ userId, upTo }) {
    let isNew = false;
    for (const { id } of this.#conversations.all) isNew = this.#conversations.mark(id, userId, { receivedN: upTo }) || isNew;
    if (isNew) this.#on.restate();
  }

  #grouped(group) {
    const conversation = this.#conversations.regroup(group);
    if (conversation) this.#on.grouped(conversation);
  }

  #left(id, n) {
    const conversation = this.#conversations.remove(id, n);
    if (conversation) this.#on.left(conversation);
  }
}

// What became of one's own stored message: 'read' or 'received' when it is so with everyone else in the conversation,
// else 'stored'.
export function fateOf(message, conversation) {
  const all = conversation.people.map((person) => conversation.standings[person.id]);
  if (all.some((standing) => !standing)) return 'stored';
  const standings = all.filter((standing) => standing.sinceN < message.n); // who was there
  if (!standings.length) return 'stored';
  if (standings.every((standing) => standing.readN >= message.n)) return 'read';
  return standings.every((standing) => standing.receivedN >= message.n) ? 'received' : 'stored';
}
