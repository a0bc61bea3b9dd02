// The page's words: the same keys in both catalogues, every word of the document in them, and English by choice alone.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, afterEach, before, describe, it } from 'node:test';
import english from '../../assets/js/strings/en.js';
import spanish from '../../assets/js/strings/es-CL.js';
import { Shop } from '../clients/support/shop.mjs';
import { Chromium } from './support/chromium.mjs';

const ASSETS = new URL('../../assets/', import.meta.url);

function wordsOf(source) {
  return [...source.matchAll(/\bt\('(\w+)'/g)].map(([, key]) => key);
}

describe('the words', () => {
  it('both catalogues have the same keys, of the same kind', () => {
    assert.deepEqual(Object.keys(english).sort(), Object.keys(spanish).sort());
    for (const [key, words] of Object.entries(spanish)) assert.equal(typeof english[key], typeof words, key);
  });

  it('every key that a module names is there', () => {
    const files = fs.readdirSync(new URL('js/', ASSETS), { recursive: true }).filter((name) => name.endsWith('.js'));
    for (const file of files) {
      for (const key of wordsOf(fs.readFileSync(new URL(`js/${file}`, ASSETS), 'utf8'))) assert.ok(key in spanish, `${file}: ${key}`);
    }
  });
});

describe('the language', () => {
  const shop = new Shop();
  const chromium = new Chromium();
  before(async () => { await shop.open(); await chromium.open(); });
  after(async () => { await chromium.close(); await shop.close(); });
  afterEach(() => chromium.closePages());

  it('the document says in Spanish what the Spanish catalogue says', async () => {
    const chat = await chromium.with(shop.ana);
    const marked = await chat.page.evaluate(() => {
      const roots = [document, ...Array.from(document.querySelectorAll('template'), (template) => template.content)];
      const all = (name) => roots.flatMap((root) => Array.from(root.querySelectorAll(`[data-${name}]`)));
      return [
        ...all('label').map((element) => [element.dataset.label, element.getAttribute('aria-label')]),
        ...all('placeholder').map((element) => [element.dataset.placeholder, element.placeholder]),
      ];
    });
    assert.ok(marked.length > 10);
    for (const [key, words] of marked) assert.equal(words, spanish[key], key);
  });

  it('is Spanish for an English browser, and English for who chose it', async () => {
    const chat = await chromium.with(shop.ana, { locale: 'en-US' });
    assert.equal(await chat.page.locator('#btn-nuevo-chat').textContent(), 'Nuevo chat');
    await chat.page.evaluate(() => localStorage.setItem('weigence-chat:ajustes', JSON.stringify({ language: 'en' })));
    await chat.page.reload();
    await chat.page.getByRole('button', { name: 'New chat' }).waitFor();
    assert.equal(await chat.page.evaluate(() => document.documentElement.lang), 'en');
    assert.equal(await chat.page.locator('#input-mensaje').getAttribute('placeholder'), 'Message');
    await chat.watch.isClean();
  });
});
