// What the picker knows without a DOM to show: which emoji there are here, which a search means, which were used.
import { locale } from '../i18n.js';
import { fold } from '../text.js';
import { CATEGORIES } from './data.js';

export { recent, remember } from './recent.js';
export { CATEGORIES };

const FEW = 40; // with fewer pictures the system has no emoji of its own
const CELL = 24; // px a side
const FONT = '18px "Apple Color Emoji", "Segoe UI Emoji", "Noto Color Emoji", sans-serif';

// [{text, name, words, category}], from data.js's lines: "😀 cara feliz, sonrisa alegre | grinning face, happy smile".
function all() {
  return CATEGORIES.flatMap(({ key, lines }) => lines.trim().split('\n').map((line) => {
    const [text] = line.trim().split(' ', 1);
    const [spanish, english] = line.trim().slice(text.length).split('|').map((words) => words.trim());
    const isSpanish = locale === 'es-CL';
    const name = (isSpanish ? spanish : english).split(',', 1)[0];
    return { text, name, words: wordsOf(isSpanish ? spanish : `${spanish} ${english}`), category: key };
  }));
}

// Here ñ may be written n too: who looks for a drawing spells in a hurry.
function wordsOf(text) {
  return fold(text).replace(/ñ/g, 'n').split(/[^\p{L}\p{N}]+/u).filter(Boolean);
}

// Every word of the search begins one of the emoji's. First those that are called so, then those that have it whole.
export function find(search, known) {
  const wanted = wordsOf(search);
  if (!wanted.length) return known.filter(({ text }) => text === search.trim());
  const fits = known.filter(({ words }) => wanted.every((start) => words.some((word) => word.startsWith(start))));
  const rank = ({ words }) => (words[0] === wanted[0] ? 0 : wanted.every((start) => words.includes(start)) ? 1 : 2);
  return fits.sort((one, other) => rank(one) - rank(other));
}

// Those that this system has a picture for. All are drawn once, side by side: what looks like a sign that nobody has, or
// falls apart into several pictures, is not shown. Where that can't be told, or there is hardly any, all are: the one who
// reads it may have them, and each has its name.
export function drawable() {
  const emoji = all();
  try {
    const canvas = document.createElement('canvas');
    canvas.width = CELL;
    canvas.height = CELL * (emoji.length + 1);
    const pen = canvas.getContext('2d', { willReadFrequently: true });
    pen.font = FONT;
    pen.textBaseline = 'top';
    const widest = 1.5 * pen.measureText('😀').width;
    const pictures = ['\u{10fffd}', ...emoji.map(({ text }) => text)];
    pictures.forEach((text, index) => pen.fillText(text, 0, index * CELL + 2));
    const { data } = pen.getImageData(0, 0, CELL, canvas.height);
    const picture = (index) => data.subarray(index * CELL * CELL * 4, (index + 1) * CELL * CELL * 4).join();
    const unknown = picture(0);
    const blank = new Uint8Array(CELL * CELL * 4).join();
    const drawn = emoji.filter(({ text }, index) => pen.measureText(text).width <= widest && ![unknown, blank].includes(picture(index + 1)));
    return drawn.length > FEW ? drawn : emoji;
  } catch (noCanvas) {
    return emoji;
  }
}
