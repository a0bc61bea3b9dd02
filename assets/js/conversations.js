// The conversations as this page knows them, latest first.
import { Emitter } from './emitter.js';
import { t } from './i18n.js';

const REMEMBERED = 1000; // ids of messages already counted; more than any burst between two reloads of the list

// Fires `change`.
export class Conversations extends Emitter {
  #list = [];
  #userId;
  #counted = new Set();
  #upTo = -1; // every message up to this number is in what the list says
  #recent = []; // messages that came, for a list that was read before them and arrives after
  #made = []; // [{n, conversation, asMade}] that came, for the same

  constructor(userId) {
    super();
    this.#userId = userId;
  }

  get all() {
    return this.#list;
  }

  get unread() {
    return this.#list.reduce((sum, conversation) => sum + conversation.unread, 0);
  }

  get(id) {
    return this.#list.find((conversation) => conversation.id === id);
  }

  // The list as the server had it at event `n`; an object already known stays the same object, so that whoever holds
  // it sees the news.
  replaceAll(list, n) {
    this.#upTo = n;
    this.#list = list.map((fresh) => {
      const known = this.get(fresh.id);
      return known ? Object.assign(known, fresh) : fresh;
    });
    this.#made = this.#made.filter((made) => made.n > n);
    this.#made.forEach(({ conversation, asMade }) => this.#insert(Object.assign(conversation, asMade)));
    this.#recent = this.#recent.filter((message) => message.n > n);
    this.#recent.forEach((message) => this.#count(message));
    this.fire('change');
  }

  // Made by event `n`, if it came as one.
  add(conversation, n) {
    if (n > this.#upTo) this.#made.push({ n, conversation, asMade: { ...conversation } });
    if (this.#made.length > REMEMBERED) this.#made.shift();
    if (this.#insert(conversation)) this.fire('change');
  }

  #insert(conversation) {
    if (this.get(conversation.id)) return false;
    this.#list = [conversation, ...this.#list];
    return true;
  }

  // False when the conversation is not known here.
  receive(message) {
    if (!(message.n <= this.#upTo) && this.#isNew(message.id)) {
      this.#recent.push(message);
      if (this.#recent.length > REMEMBERED) this.#recent.shift();
      this.#count(message);
      this.fire('change');
    }
    return this.get(message.conversationId) !== undefined;
  }

  #count(message) {
    const conversation = this.get(message.conversationId);
    if (!conversation || (conversation.last && conversation.last.id === message.id)) return;
    const { id, text, sentAt, userId, isSystem, n } = message;
    conversation.last = { id, text, sentAt, userId, isSystem, n };
    conversation.updatedAt = sentAt;
    if (userId !== this.#userId && !message.isSystem) conversation.unread += 1;
    this.#list = [conversation, ...this.#list.filter((one) => one !== conversation)];
  }

  // A message is another one now.
  update({ id, conversationId, text, isDeleted }) {
    const conversation = this.get(conversationId);
    if (!conversation || !conversation.last || conversation.last.id !== id) return;
    conversation.last.text = isDeleted ? '' : text;
    this.fire('change');
  }

  // How far somebody is; marks never go back. True when that is news.
  mark(id, userId, marks) {
    const conversation = this.get(id);
    if (!conversation || userId === this.#userId || !personIn(conversation, userId)) return false;
    const standing = conversation.standings[userId] = conversation.standings[userId] || { readN: 0, receivedN: 0, sinceN: 0, groupRole: null };
    const names = Object.keys(marks).filter((name) => marks[name] > standing[name]);
    for (const name of names) standing[name] = marks[name];
    return names.length > 0;
  }

  // A group is another one now; gives the conversation, where it is known.
  regroup({ conversationId, name, isAnnouncing, members }) {
    const conversation = this.get(conversationId);
    if (!conversation) return undefined;
    const known = conversation.standings;
    const newest = conversation.last && conversation.last.n > 0 ? conversation.last.n : 0; // who is new was not there for it
    conversation.name = name;
    conversation.isAnnouncing = isAnnouncing;
    conversation.people = members.filter((member) => member.id !== this.#userId);
    conversation.myRole = (members.find((member) => member.id === this.#userId) || { groupRole: null }).groupRole;
    conversation.standings = Object.fromEntries(conversation.people.map((person) => [
      person.id, { readN: newest, receivedN: newest, sinceN: newest, ...known[person.id], groupRole: person.groupRole },
    ]));
    this.fire('change');
    return conversation;
  }

  // One is in it no more, since event `n`; gives what was removed.
  remove(id) {
    const conversation = this.get(id);
    this.#made = this.#made.filter((made) => made.conversation.id !== id);
    this.#list = this.#list.filter((one) => one.id !== id);
    if (conversation) this.fire('change');
    return conversation;
  }

  setUnread(id, unread) {
    const conversation = this.get(id);
    if (!conversation || conversation.unread === unread) return;
    conversation.unread = unread;
    this.fire('change');
  }

  #isNew(messageId) {
    if (this.#counted.has(messageId)) return false;
    this.#counted.add(messageId);
    if (this.#counted.size > REMEMBERED) this.#counted.delete(this.#counted.values().next().value);
    return true;
  }
}

// What a conversation is called here: a 1:1 by the other one's name, without the wire's "Chat con".
export function titleOf(conversation) {
  const [person] = conversation.people;
  return !conversation.isGroup && person ? person.name : conversation.name || t('conversationUnnamed');
}

// Whose sign stands for it: in a 1:1 the other one's, the same as wherever else that person is shown.
export function faceOf(conversation) {
  const [person] = conversation.people;
  if (!conversation.isGroup && person) return { id: person.id, name: person.name, initials: person.initials };
  return { id: conversation.id, name: titleOf(conversation), initials: '', isGroup: conversation.isGroup };
}

// In a group for announcements only those write who run it.
export function mayWrite({ isGroup, isAnnouncing, myRole }) {
  return !isGroup || !isAnnouncing || myRole === 'owner' || myRole === 'admin';
}

export function personIn(conversation, userId) {
  return conversation.people.find((person) => person.id === userId);
}
