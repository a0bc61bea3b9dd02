// Finds conversations and people by what somebody types, the best first. A keystroke costs one look at texts that were
// folded before, and a bounded number of results to show.
import { titleOf } from './conversations.js';
import { parse, score } from './matching.js';
import { fold } from './text.js';

export const MOST_SHOWN = 20; // of each kind; who finds more types another letter
const VISITED = 20;

// A finding: {kind: 'conversation' or 'person', id, title, face, details: [text…], isUnread}.
export class Finder {
  #conversations;
  #people;
  #folded = new WeakMap(); // conversation or person → what is searched of it, until its name or people change
  #visited = []; // ids of the conversations that were open, the last one first

  constructor(conversations, people) {
    this.#conversations = conversations;
    this.#people = people;
  }

  visited(id) {
    this.#visited = [id, ...this.#visited.filter((one) => one !== id)].slice(0, VISITED);
  }

  // {words, conversations: [conversation…], people: [person…]} in the order of showing, all of them. Without a word:
  // the conversations, those one comes from first, and nobody.
  find(search, currentId) {
    const words = parse(search);
    if (!words.length) return { words, conversations: this.#recents(currentId), people: [] };
    const { all } = this.#conversations;
    const written = new Set(all.filter((one) => !one.isGroup && one.people[0]).map((one) => one.people[0].id));
    return {
      words,
      conversations: this.#best(all, words),
      people: this.#best(this.#people.all.filter((person) => !written.has(person.id)), words),
    };
  }

  #recents(currentId) {
    const rank = new Map(this.#visited.map((id, index) => [id, index]));
    const place = ({ id }) => (rank.has(id) ? rank.get(id) : VISITED);
    return this.#conversations.all.filter(({ id }) => id !== currentId).sort((one, other) => place(one) - place(other));
  }

  // The order that the list has decides among equals: the latest conversation, the first name.
  #best(list, words) {
    const scored = [];
    for (const one of list) {
      const { title, rest } = this.#textsOf(one);
      const points = score(words, title, rest);
      if (points) scored.push({ one, points });
    }
    return scored.sort((a, b) => b.points - a.points).map(({ one }) => one);
  }

  #textsOf(one) {
    const known = this.#folded.get(one);
    if (known && known.name === one.name && known.people === one.people) return known;
    const people = one.people || [one];
    const title = one.people ? titleOf(one) : one.name;
    const fresh = {
      name: one.name, people: one.people, title: fold(title),
      rest: people.map((person) => fold(`${person.name} ${person.email} ${person.id} ${bare(person.id)} ${person.role}`)).join('\n'),
    };
    this.#folded.set(one, fresh);
    return fresh;
  }
}

// What of a person tells why the search found them, if not the name: the mail, the RUT, or else what they do.
export function detailOf(person, words) {
  const usual = [person.role, person.email].filter(Boolean).join(' · ');
  const isIn = (text, word) => fold(text).includes(word);
  const hidden = words.some((word) => !isIn(person.name, word) && !isIn(usual, word) && isIn(`${person.id} ${bare(person.id)}`, word));
  return hidden ? [person.id, usual].filter(Boolean).join(' · ') : usual;
}

// The people of a group that the search means, where its own name doesn't say it.
export function meantIn(conversation, words) {
  const title = fold(titleOf(conversation));
  const missing = words.filter((word) => !title.includes(word));
  if (!missing.length) return [];
  return conversation.people.filter(({ name, email, id }) => missing.some((word) => fold(`${name} ${email} ${id} ${bare(id)}`).includes(word)));
}

// A RUT as it is typed without its hyphen.
function bare(rut) {
  return rut.replace('-', '');
}
