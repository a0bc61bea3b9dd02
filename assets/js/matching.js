// How well a text fits what somebody searches, and which of its letters fit. Pure; the folding is text.js's: accents
// and case don't count, ñ is a letter of its own.
import { fold } from './text.js';

const LETTER = /[\p{L}\p{N}]/u;
const MOST_WORDS = 8; // of a search; whoever pastes a page does not wait for it

// What a search asks for: its words, folded. A RUT may be typed with its dots or without: 12.345.678-9 is 12345678-9.
export function parse(search) {
  return fold(search).split(/\s+/).filter(Boolean).slice(0, MOST_WORDS)
    .map((word) => (/^[\d.]*\d[\d.]*(-[\dk]?)?$/.test(word) ? word.replace(/\./g, '') : word));
}

// How far `folded` fits one word: 3 as the start of the whole, 2 as the start of a word, 1 inside, 0 not at all.
export function grade(folded, word) {
  let best = 0;
  for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + 1)) {
    if (at === 0) return 3;
    if (!LETTER.test(folded[at - 1])) return 2;
    best = 1;
  }
  return best;
}

// Every word must be in the title or in the rest, in whatever order; what is in the title counts more. 0: no match.
export function score(words, title, rest) {
  let sum = 0;
  for (const word of words) {
    const inTitle = grade(title, word);
    const best = inTitle ? 3 + inTitle : grade(rest, word);
    if (!best) return 0;
    sum += best;
  }
  return sum;
}

// [[from, to]…]: where the words are in `text`, in order and not overlapping; the starts of words before the insides.
export function spans(text, words) {
  const { folded, origin } = foldWithOrigin(text);
  const isHit = new Array(text.length).fill(false);
  for (const word of words) {
    for (const [from, to] of places(folded, word)) isHit.fill(true, origin[from], origin[to]);
  }
  const found = [];
  for (let at = 0; at < isHit.length; at += 1) {
    if (!isHit[at]) continue;
    if (at > 0 && isHit[at - 1]) found[found.length - 1][1] = at + 1;
    else found.push([at, at + 1]);
  }
  return found;
}

// Where the word starts a word, or else the first place inside one.
function places(folded, word) {
  const all = [];
  for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length)) all.push([at, at + word.length]);
  const starts = all.filter(([from]) => from === 0 || !LETTER.test(folded[from - 1]));
  return starts.length ? starts : all.slice(0, 1);
}

// Folding may change how long a text is: `origin[i]` is where the i-th folded unit came from.
function foldWithOrigin(text) {
  let folded = '';
  const origin = [];
  let at = 0;
  for (const piece of text.match(/[\s\S][\u0300-\u036f]*/g) || []) {
    const part = piece.length === 1 && piece < '\u0080' ? piece.toLowerCase() : fold(piece); // most letters need no more
    for (let unit = 0; unit < part.length; unit += 1) origin.push(at);
    folded += part;
    at += piece.length;
  }
  origin.push(at);
  return { folded, origin };
}
