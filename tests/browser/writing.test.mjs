// Writing: the text field that grows, Enter, drafts, and the emoji by hand, by finger and by keyboard.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { CATEGORIES } from '../../assets/js/emoji/data.js';
import { find } from '../../assets/js/emoji/index.js';
import { Shop } from '../clients/support/shop.mjs';
import { Chromium, PHONE } from './support/chromium.mjs';
import { shot } from './support/shots.mjs';

const TOUCH = { viewport: PHONE, hasTouch: true, isMobile: true };

describe('the text field', () => {
  const shop = new Shop();
  const chromium = new Chromium();
  before(() => Promise.all([shop.open(), chromium.open()]));
  afterEach(() => chromium.closePages());
  after(() => Promise.all([shop.close(), chromium.close()]));

  it('grows with the text to a maximum, then scrolls, and is small again when it is sent', async () => {
    const [ana] = await chromium.inConversation([shop.ana, shop.bruno.name]);
    const one = await heightOf(ana.composer);
    await ana.composer.fill('Uno\nDos\nTres');
    const three = await restingHeight(ana.composer);
    assert.ok(three > one + 40, `${one} → ${three}`);
    await ana.composer.fill(Array(60).fill('Línea').join('\n'));
    const most = await restingHeight(ana.composer);
    assert.ok(most <= 0.4 * ana.page.viewportSize().height + 1, `${most}`);
    assert.ok(await ana.composer.evaluate((field) => field.scrollHeight > field.clientHeight && getComputedStyle(field).overflowY === 'auto'));
    await ana.composer.fill('Corto');
    await ana.composer.press('Enter');
    assert.equal(await restingHeight(ana.composer), one);
  });

  for (const viewport of [PHONE, { width: 768, height: 900 }]) {
    it(`leaves the messages at their end while it grows, ${viewport.width} px`, async () => {
      for (let number = 1; number <= 30; number += 1) await shop.bruno.writes(shop.team, `${viewport.width}: ${number}`);
      const ana = await chromium.with(shop.ana, { viewport });
      await ana.opens('Bodega');
      await ana.sees(`${viewport.width}: 30`);
      await ana.goesToNewest();
      await ana.composer.focus();
      const places = [];
      for (const key of ['a', 'Shift+Enter', 'b', 'Shift+Enter', 'c', 'Shift+Enter', 'd', 'Shift+Enter', 'e', 'f', 'Backspace', 'Backspace', 'Backspace', 'g']) {
        await ana.page.keyboard.press(key);
        await restingHeight(ana.composer);
        places.push(await ana.timeline.evaluate((box) => new Promise((resolve) => {
          // Behind the picture in which the size is told of, and the one in which the scrolling is.
          requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve(box.scrollHeight - box.clientHeight - box.scrollTop))));
        })));
      }
      assert.ok(places.every((place) => Math.abs(place) <= 1), `${places}`);
      await shop.bruno.writes(shop.team, `${viewport.width}: la última`);
      await ana.sees(`${viewport.width}: la última`);
      assert.ok(await ana.page.locator('#btn-bajar').isHidden());
      await ana.composer.fill('');
    });
  }

  for (const [viewport, least] of [[PHONE, 160], [{ width: 320, height: 640 }, 120], [{ width: 768, height: 1024 }, 190]]) {
    it(`leaves a text at least ${least} px at ${viewport.width}, and its placeholder one line`, async () => {
      const ana = await chromium.with(shop.ana, { ...TOUCH, viewport });
      await ana.opens(shop.bruno.name);
      const looks = (name) => shot(ana.page, `field-${viewport.width}-${name}`);
      const room = () => ana.composer.evaluate((field) => {
        const style = getComputedStyle(field);
        return field.clientWidth - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight);
      });
      const words = () => ana.composer.evaluate((field) => {
        const context = document.createElement('canvas').getContext('2d');
        context.font = getComputedStyle(field).font;
        return context.measureText(field.placeholder).width;
      });
      assert.equal(await heightOf(ana.composer), 44);
      assert.ok(await words() <= await room(), `${await words()} in ${await room()}`);
      assert.ok(await ana.page.locator('#btn-camara').isVisible());
      await looks('empty');
      await ana.page.locator('#btn-urgente').click();
      assert.equal(await restingHeight(ana.composer), 44);
      if (viewport.width >= PHONE.width) assert.ok(await words() <= await room(), `${await words()} in ${await room()}`);
      await looks('urgent');
      await ana.composer.fill('Hola');
      assert.ok(await room() >= least, `${await room()}`);
      await looks('text');
      await ana.page.getByRole('button', { name: 'Enviar', exact: true }).click();
      await ana.sees('Hola');
      assert.equal(await restingHeight(ana.composer), 44);
      assert.ok(await ana.page.locator('#btn-camara').isVisible());
    });
  }

  it('sends with Enter and breaks the line with Shift+Enter', async () => {
    const [ana] = await chromium.inConversation([shop.ana, shop.bruno.name]);
    await ana.composer.pressSequentially('Primera');
    await ana.composer.press('Shift+Enter');
    await ana.composer.pressSequentially('Segunda');
    assert.equal(await ana.composer.inputValue(), 'Primera\nSegunda');
    await ana.composer.press('Enter');
    await ana.sees('Primera\nSegunda');
    assert.equal(await ana.composer.inputValue(), '');
  });

  it('breaks the line with Enter under a finger', async () => {
    const ana = await chromium.with(shop.ana, TOUCH);
    await ana.opens(shop.bruno.name);
    await ana.composer.fill('Con el dedo');
    await ana.composer.press('Enter');
    assert.equal(await ana.composer.inputValue(), 'Con el dedo\n');
  });

  it('keeps a draft for each conversation over a reload', async () => {
    const [ana] = await chromium.inConversation([shop.ana, shop.bruno.name]);
    await ana.composer.fill('Para Bruno');
    await ana.opens('Bodega');
    assert.equal(await ana.composer.inputValue(), '');
    await ana.composer.fill('Para la bodega');
    await ana.page.reload();
    await ana.hasOpen('Bodega');
    assert.equal(await ana.composer.inputValue(), 'Para la bodega');
    await ana.row(shop.bruno.name).getByText('Borrador: Para Bruno').waitFor();
    await ana.opens(shop.bruno.name);
    assert.equal(await ana.composer.inputValue(), 'Para Bruno');
    await ana.composer.fill('');
  });

  it('finds an emoji by keyboard, accents or not, and puts it at the caret', async () => {
    const [ana] = await chromium.inConversation([shop.ana, shop.bruno.name]);
    const { page } = ana;
    await ana.composer.fill('Te quiero mucho');
    await ana.composer.evaluate((field) => field.setSelectionRange(9, 9));
    await page.locator('#btn-emoji').focus();
    await page.keyboard.press('Enter');
    await page.locator('[data-emoji]').first().waitFor();
    assert.equal(await page.locator('.emoji-scroll').evaluate((box) => box.scrollTop), 0);
    for (const word of ['corazón', 'CORAZON', 'corazon rojo']) {
      await page.locator('[data-part=search]').fill(word);
      assert.equal(await page.locator('[data-emoji]').first().getAttribute('data-emoji'), '❤️', word);
    }
    await page.keyboard.press('Enter');
    assert.equal(await ana.composer.inputValue(), 'Te quiero❤️ mucho');
    assert.ok(await page.locator('#panel-emoji').isHidden());
    assert.ok(await ana.composer.evaluate((field) => document.activeElement === field && field.selectionStart === 11), 'the caret is behind it');
    await ana.composer.fill('');
  });

  it('goes through the emoji with the arrows, and Escape goes back to the text', async () => {
    const [ana] = await chromium.inConversation([shop.ana, shop.bruno.name]);
    const { page } = ana;
    await page.locator('#btn-emoji').click();
    await page.locator('[data-emoji]').first().waitFor();
    assert.ok(await page.locator('.emoji-tabs').evaluate((tabs) => tabs.scrollWidth <= tabs.clientWidth), 'no category is out of sight');
    const all = await page.locator('[data-emoji]').evaluateAll((buttons) => buttons.map((button) => [button.dataset.emoji, button.offsetLeft, button.offsetTop]));
    const focused = () => page.evaluate(() => document.activeElement.dataset.emoji);
    await page.keyboard.press('ArrowDown');
    assert.equal(await focused(), all[0][0]);
    await page.keyboard.press('ArrowRight');
    assert.equal(await focused(), all[1][0]);
    await page.keyboard.press('ArrowDown');
    const below = all.find(([, left, top]) => left === all[1][1] && top > all[1][2]);
    assert.equal(await focused(), below[0]);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowLeft');
    assert.equal(await focused(), all[0][0]);
    await page.keyboard.press('ArrowUp');
    assert.ok(await page.evaluate(() => document.activeElement.matches('[data-part=search]')));
    await page.keyboard.press('Escape');
    assert.ok(await ana.composer.evaluate((field) => document.activeElement === field));
  });

  it('has those used last in front, also after a reload', async () => {
    const [ana] = await chromium.inConversation([shop.ana, shop.bruno.name]);
    const { page } = ana;
    await page.locator('#btn-emoji').click();
    await page.locator('[data-part=search]').fill('café');
    const [used] = await page.locator('[data-emoji]').evaluateAll((buttons) => buttons.map((button) => button.dataset.emoji));
    await page.locator('[data-emoji]').first().click();
    assert.ok(await page.locator('#panel-emoji').isVisible(), 'it stays for more');
    assert.equal(await ana.composer.inputValue(), used);
    await page.reload();
    await ana.hasOpen(shop.bruno.name);
    await page.locator('#btn-emoji').click();
    const recent = page.locator('[data-category=recent] [data-emoji]');
    await recent.first().waitFor();
    assert.deepEqual(await recent.evaluateAll((buttons) => buttons.map((button) => button.dataset.emoji)), [used]);
    await page.locator('[data-part=search]').fill('zzzzzzqqq');
    await page.getByText('Ningún emoji coincide').waitFor();
    await page.keyboard.press('Escape');
    await ana.composer.fill('');
  });

  it('is searched in English by who chose it', async () => {
    const [ana] = await chromium.inConversation([shop.ana, shop.bruno.name]);
    const { page } = ana;
    await page.evaluate(() => localStorage.setItem('weigence-chat:ajustes', JSON.stringify({ language: 'en' })));
    await page.reload();
    await ana.hasOpen(shop.bruno.name);
    await page.locator('#btn-emoji').click();
    await page.locator('[data-part=search]').fill('red heart');
    assert.equal(await page.locator('[data-emoji]').first().getAttribute('aria-label'), 'red heart');
    await ana.watch.isClean();
  });

  it('gives the emoji the place of the keyboard on a phone', async () => {
    const ana = await chromium.with(shop.ana, TOUCH);
    const { page } = ana;
    await ana.opens(shop.bruno.name);
    await ana.composer.tap();
    await page.locator('#btn-emoji').tap();
    await page.locator('[data-emoji]').first().waitFor();
    assert.ok(await ana.composer.evaluate((field) => document.activeElement !== field), 'the keyboard goes');
    await page.locator('[data-emoji]').first().tap();
    assert.ok(await ana.composer.evaluate((field) => document.activeElement !== field && field.value !== ''), 'and stays away');
    assert.ok((await ana.overflow()) <= 0);
    await ana.composer.tap();
    await page.locator('#panel-emoji').waitFor({ state: 'hidden' });
    await ana.watch.isClean();
  });
});

describe('the list of emoji', () => {
  const lines = CATEGORIES.flatMap((category) => category.lines.trim().split('\n'));

  it('names each once, in both languages', () => {
    assert.ok(lines.length > 350);
    assert.equal(new Set(lines.map((line) => line.split(' ', 1)[0])).size, lines.length);
    for (const line of lines) assert.match(line, /^\S+ \p{L}[^|]* \| \p{L}[^|]*$/u);
  });

  it('finds what begins with the words, first what is called so, and ñ as n too', () => {
    const known = [
      { text: 'a', words: ['panuelo'] }, { text: 'b', words: ['pan', 'molde'] }, { text: 'c', words: ['empanada'] },
    ];
    const texts = (search) => find(search, known).map(({ text }) => text);
    assert.deepEqual(texts('pan'), ['b', 'a']);
    assert.deepEqual(texts('pañuelo'), ['a']);
    assert.deepEqual(texts('mol pan'), ['b']);
    assert.deepEqual(texts('nada'), []);
  });
});

function heightOf(field) {
  return field.evaluate((element) => element.offsetHeight);
}

/** Once it has grown. */
async function restingHeight(field) {
  await field.evaluate((element) => Promise.all(element.getAnimations().map((animation) => animation.finished.catch(() => {}))));
  return heightOf(field);
}
