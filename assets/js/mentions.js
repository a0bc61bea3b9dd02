// People named in a text: "@Luis Soto". Pure. What was chosen from the list and what was typed by hand are the same: the
// text decides who is meant, so that a draft, an edited text and one that waited without a line all mean the same.
import { grade, parse } from './matching.js';
import { fold } from './text.js';
import { EVERYONE } from './wire.js';

export const EVERYONE_WORDS = ['todos', 'everyone']; // whoever writes it, in either language
const MOST = 50; // the server's
const LETTER = /[\p{L}\p{N}]/u;
const MOST_QUERY = 40; // characters behind an @; nobody is called longer than this before the list has found them

// What is being typed behind an @ in front of the caret, {from, query}, or null. `from` is where the @ is.
export function queryAt(text, caret) {
  const from = text.lastIndexOf('@', caret - 1);
  if (from < 0 || caret <= from || !isStart(text, from)) return null;
  const query = text.slice(from + 1, caret);
  return query.length > MOST_QUERY || /\n|^\s|\s$/.test(query) ? null : { from, query };
}

// Those whom the query may mean, best first, and EVERYONE where it may. Each word begins a word of the name.
export function candidates(people, query) {
  const words = parse(query);
  const found = people.map((person) => ({ person, worth: worthOf(fold(person.name), words) }))
    .filter(({ worth }) => worth > 0).sort((one, other) => other.worth - one.worth).map(({ person }) => person);
  const isAll = words.length <= 1 && EVERYONE_WORDS.some((word) => word.startsWith(words[0] || ''));
  return { people: found, isAll };
}

function worthOf(folded, words) {
  const grades = words.map((word) => grade(folded, word));
  return grades.every((one) => one >= 2) ? 1 + grades.reduce((sum, one) => sum + one, 0) : 0;
}

// [{from, to, ids}]: where people are named in the text, in order. Of a name that several have, those of `chosen`, or all.
export function find(text, people, chosen = new Set()) {
  if (!text.includes('@')) return [];
  const names = namesOf(people, chosen);
  const found = [];
  for (let from = text.indexOf('@'); from >= 0; from = text.indexOf('@', from + 1)) {
    const rest = text.slice(from + 1);
    const name = isStart(text, from) && names.find(({ folded, length }) => fold(rest.slice(0, length)) === folded && !LETTER.test(rest[length] || ''));
    if (name) found.push({ from, to: from + 1 + name.length, ids: name.ids });
  }
  return found;
}

// The ids of those whom the text names.
export function idsIn(text, people, chosen) {
  return [...new Set(find(text, people, chosen).flatMap(({ ids }) => ids))].slice(0, MOST);
}

// The longest first: "@Ana María" is not Ana.
function namesOf(people, chosen) {
  const names = new Map(EVERYONE_WORDS.map((word) => [word, { folded: word, length: word.length, ids: [EVERYONE] }]));
  for (const { id, name } of people) {
    const folded = fold(name);
    const { ids } = names.get(folded) || { ids: [] };
    names.set(folded, { folded, length: name.normalize('NFC').length, ids: [...ids, id] });
  }
  for (const one of names.values()) if (one.ids.some((id) => chosen.has(id))) one.ids = one.ids.filter((id) => chosen.has(id));
  return [...names.values()].filter(({ length }) => length).sort((one, other) => other.length - one.length);
}

// Not inside a word: "ana@tienda.cl" names nobody.
function isStart(text, at) {
  return at === 0 || !/[\p{L}\p{N}@._%+/-]/u.test(text[at - 1]);
}
