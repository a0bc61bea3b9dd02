// Fingers, magnifiers, other spacing and other colours: every control is big enough, nothing is cut off, nothing scrolls
// in two directions, and what is chosen is seen without a background.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { Shop } from '../clients/support/shop.mjs';
import { Chromium, PHONE } from './support/chromium.mjs';
import { shot } from './support/shots.mjs';

const FINGER = 44; // CSS pixels
const MAGNIFIED = { width: 320, height: 256 }; // a window of 1280 × 1024 at 400 %
const SPACING = '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }';

describe('sizes', () => {
  const shop = new Shop();
  const chromium = new Chromium();
  before(async () => {
    await Promise.all([shop.open(), chromium.open()]);
    await shop.bruno.writes(shop.chat, 'Buenos días, ¿quedan cajas de paracetamol en la bodega de arriba?');
    await shop.ana.writes(shop.chat, 'https://ejemplo.cl/una/direccion/tan-larga-que-no-cabe-en-ninguna-linea-de-un-telefono-pequeno');
    await shop.bruno.writes(shop.chat, 'Gracias');
  });
  afterEach(() => chromium.closePages());
  after(() => Promise.all([shop.close(), chromium.close()]));

  /** Every screen in turn, for `look(name)` to look at. */
  async function tour(chat, lookAt) {
    const { page } = chat;
    // What is still moving into its place would be measured on the way there.
    const look = async (name) => {
      await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {}))));
      return lookAt(name);
    };
    const away = () => page.keyboard.press('Escape');
    await look('list');
    await page.locator('#buscar-conversacion').fill('so');
    await page.locator('#hallazgos [role=option]').first().waitFor();
    await look('search');
    await page.locator('#btn-borrar-busqueda').click();
    await page.locator('#btn-cambiar').click();
    await page.locator('#cambiar-hallazgos [role=option]').first().waitFor();
    await look('switcher');
    await away();
    await page.locator('#buscar-conversacion').blur();
    await page.keyboard.press('?');
    await page.locator('#modal-atajos').waitFor();
    await look('shortcuts');
    await away();
    await page.locator('#btn-nuevo-chat').click();
    await page.locator('#lista-usuarios button').first().waitFor();
    await look('new-chat');
    await page.locator('#btn-modo-grupo').click();
    await look('new-group');
    await away();
    if (await page.locator('#btn-ajustes').isVisible()) {
      await page.locator('#btn-ajustes').click();
      await look('settings');
      await away();
    }
    await chat.opens(shop.bruno.name);
    await chat.sees('Gracias');
    await look('conversation');
  }

  it(`every control has ${FINGER} px for a finger`, async () => {
    const ana = await chromium.of(shop.ana, { viewport: PHONE, hasTouch: true, isMobile: true });
    await ana.page.goto('/login');
    const small = (await ana.page.evaluate(tooSmall, FINGER)).map((line) => `login: ${line}`);
    await ana.logsIn();
    await tour(ana, async (name) => small.push(...(await ana.page.evaluate(tooSmall, FINGER)).map((line) => `${name}: ${line}`)));
    assert.deepEqual(small, []);
  });

  it('at 400 % nothing is cut off and nothing scrolls in two directions', async () => {
    const ana = await chromium.of(shop.ana, { viewport: MAGNIFIED });
    await ana.page.goto('/login');
    const wrong = (await ana.page.evaluate(cutOff)).map((line) => `login: ${line}`);
    await ana.logsIn();
    await tour(ana, async (name) => {
      await shot(ana.page, `magnified-${name}`);
      wrong.push(...(await ana.page.evaluate(cutOff)).map((line) => `${name}: ${line}`));
    });
    assert.deepEqual(wrong, []);
  });

  it('with the spacing of WCAG 1.4.12 nothing is cut off', async () => {
    const ana = await chromium.with(shop.ana, { viewport: PHONE });
    const wrong = [];
    await ana.page.evaluate((css) => {
      const sheet = new CSSStyleSheet(); // The page's policy lets no <style> in.
      sheet.replaceSync(css);
      document.adoptedStyleSheets = [sheet];
    }, SPACING);
    await tour(ana, async (name) => {
      await shot(ana.page, `spaced-${name}`);
      wrong.push(...(await ana.page.evaluate(cutOff)).map((line) => `${name}: ${line}`));
    });
    assert.deepEqual(wrong, []);
  });

  it('with the system\'s own colours what is chosen and what has the focus is still seen', async () => {
    const ana = await chromium.with(shop.ana, { forcedColors: 'active' });
    const { page } = ana;
    const outline = (selector) => page.locator(selector).first().evaluate((element) => getComputedStyle(element).outlineStyle);
    await ana.opens(shop.bruno.name);
    await page.locator('#buscar-conversacion').fill('so');
    assert.equal(await outline('#hallazgos [aria-selected=true]'), 'solid');
    assert.equal(await outline('#hallazgos [aria-selected=false]'), 'none');
    await shot(page, 'forced-colors');
    await page.locator('#buscar-conversacion').press('Escape');
    assert.equal(await outline('#lista-conversaciones [aria-current=true]'), 'solid');
    assert.equal(await outline('#buscar-conversacion'), 'solid');
  });
});

/* In the page. */

function tooSmall(least) {
  const found = [];
  const top = document.querySelector('.modal:not(.hidden)') || document;
  for (const element of top.querySelectorAll('button, a[href], input, textarea, select, summary, [role=option], [role=button]')) {
    if (!element.checkVisibility({ checkVisibilityCSS: true }) || element.closest('.bubble-text')) continue; // links in a text are the text's
    if (element.closest('.visually-hidden') || element.type === 'hidden') continue;
    const label = element.labels && element.labels.length && ['checkbox', 'radio'].includes(element.type) ? element.labels[0] : element;
    const { width, height } = label.getBoundingClientRect();
    if (width + 0.5 < least || height + 0.5 < least) found.push(`${element.tagName}#${element.id}.${element.className} is ${Math.round(width)} × ${Math.round(height)}`);
  }
  return found;
}

function cutOff() {
  const found = [];
  const modal = document.querySelector('.modal:not(.hidden)');
  const top = modal || document.body;
  const name = (element) => `${element.tagName}#${element.id}.${element.className.baseVal ?? element.className}`;
  if (document.documentElement.scrollWidth > innerWidth) found.push(`the page is ${document.documentElement.scrollWidth} px wide`);
  for (const element of top.querySelectorAll('*')) {
    if (!element.checkVisibility({ checkVisibilityCSS: true }) || element.closest('.visually-hidden, svg')) continue;
    const style = getComputedStyle(element);
    if (['auto', 'scroll'].includes(style.overflowX) && element.tagName !== 'INPUT' && element.scrollWidth > element.clientWidth + 1) {
      found.push(`${name(element)} scrolls sideways`);
    }
    const clips = style.overflowY === 'hidden' && element !== document.body && element.textContent.trim();
    // What is 1 px high is for the ear alone.
    const isForTheEar = element.clientHeight <= 1;
    if (clips && !isForTheEar && element.scrollHeight > element.clientHeight + 1) found.push(`${name(element)} cuts ${element.scrollHeight - element.clientHeight} px off`);
    if (!element.matches('button, a[href], input, textarea, [role=option]') || element.disabled) continue;
    const target = element.labels && element.labels.length && ['checkbox', 'radio'].includes(element.type) ? element.labels[0] : element;
    target.scrollIntoView({ block: 'nearest' });
    const { left, right, top: above, bottom } = target.getBoundingClientRect();
    if (left < -1 || right > innerWidth + 1 || above < -1 || bottom > innerHeight + 1) found.push(`${name(element)} can't be brought into view: ${Math.round(left)}–${Math.round(right)} × ${Math.round(above)}–${Math.round(bottom)}`);
    const hit = document.elementFromPoint((left + right) / 2, (above + bottom) / 2);
    if (hit && !target.contains(hit) && !hit.contains(target)) found.push(`${name(element)} is covered by ${name(hit)}`);
  }
  return found;
}
