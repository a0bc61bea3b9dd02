// The page's words: Spanish, unless this person chose English here (never by the browser's language). Who changes it
// reloads the page, so that a word is looked up once and no view has to listen for another language.
import spanish from './strings/es-CL.js';

let catalogue = spanish;
export let locale = 'es-CL';

// Resolves when the words of `language` ('es-CL' or 'en') are there. Spanish is here already.
export async function speak(language) {
  if (language !== 'en') return;
  const english = await import('./strings/en.js').catch(() => null);
  if (!english) return; // without it Spanish goes on
  catalogue = english.default;
  locale = 'en-GB'; // days before months, and 24 hours, as everywhere else in the shop
}

// The words for a key, with what they tell about.
export function t(key, values) {
  const words = catalogue[key];
  if (words === undefined) throw new Error(`no words for ${key}`);
  return typeof words === 'function' ? words(values) : words;
}

// What the document says in Spanish, said in the chosen language; inside its templates too.
export function translateDocument() {
  if (catalogue === spanish) return;
  document.documentElement.lang = 'en';
  translate(document);
  for (const template of document.querySelectorAll('template')) translate(template.content);
}

function translate(root) {
  for (const element of root.querySelectorAll('[data-text]')) element.textContent = t(element.dataset.text, {});
  for (const element of root.querySelectorAll('[data-label]')) element.setAttribute('aria-label', t(element.dataset.label));
  for (const element of root.querySelectorAll('[data-placeholder]')) element.placeholder = t(element.dataset.placeholder);
}
