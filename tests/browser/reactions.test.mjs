// Reactions: by themselves, and on three devices of two people.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { Shop } from '../clients/support/shop.mjs';
import { Chromium, PHONE } from './support/chromium.mjs';
import { passesAxe } from './support/accessibility.mjs';
import { shot } from './support/shots.mjs';
import { isOwn, quickRow, withReaction } from '../../assets/js/reactions.js';

describe('the reactions of a message', () => {
  const before = [{ emoji: '👍', userIds: ['ana', 'luis'] }];

  it('gain and lose one person\'s, in their order', () => {
    assert.deepEqual(withReaction(before, '👍', 'eva', true), [{ emoji: '👍', userIds: ['ana', 'luis', 'eva'] }]);
    assert.deepEqual(withReaction(before, '❤️', 'eva', true), [...before, { emoji: '❤️', userIds: ['eva'] }]);
    assert.deepEqual(withReaction(before, '👍', 'ana', false), [{ emoji: '👍', userIds: ['luis'] }]);
    assert.deepEqual(withReaction([{ emoji: '👍', userIds: ['ana'] }], '👍', 'ana', false), []);
    assert.deepEqual(withReaction(before, '❤️', 'ana', false), before);
    assert.ok(isOwn(before, '👍', 'ana') && !isOwn(before, '👍', 'eva'));
  });

  it('offer those used last, then the usual ones, each once', () => {
    assert.deepEqual(quickRow(['🎉', '😂']), ['🎉', '😂', '👍', '❤️', '😮', '😢']);
    assert.equal(quickRow([]).length, 6);
  });
});

describe('reactions', () => {
  const shop = new Shop();
  const chromium = new Chromium();
  before(async () => {
    await Promise.all([shop.open(), chromium.open()]);
    await shop.bruno.writes(shop.chat, 'Ya llegó');
  });
  afterEach(() => chromium.closePages());
  after(() => Promise.all([shop.close(), chromium.close()]));

  const chip = (one, emoji) => one.message('Ya llegó').locator('.reaction').filter({ hasText: emoji });

  it('show at once on every device of both, and go by another press', async () => {
    const [ana, bruno] = await chromium.inConversation([shop.ana, shop.bruno.name], [shop.bruno, shop.ana.name]);
    const phone = await chromium.with(shop.ana, { viewport: PHONE, hasTouch: true });
    await phone.opens(shop.bruno.name);
    await ana.message('Ya llegó').focus();
    await ana.page.keyboard.press('Enter');
    await ana.page.getByRole('menu').waitFor();
    await shot(ana.page, 'reaction-menu');
    await ana.page.getByRole('menuitemcheckbox', { name: 'Reaccionar con 👍' }).click();
    for (const one of [ana, bruno, phone]) await chip(one, '👍').waitFor();
    assert.equal(await chip(phone, '👍').getAttribute('aria-pressed'), 'true');
    assert.equal(await chip(bruno, '👍').getAttribute('title'), shop.ana.name);
    await chip(bruno, '👍').click();
    await chip(ana, '2').waitFor();
    await ana.page.waitForFunction((names) => document.querySelector('.reaction').title === names, `${shop.bruno.name} y tú`);
    await passesAxe(ana.page, 'reactions');
    await shot(phone.page, 'reactions-phone');
    await chip(phone, '👍').click();
    for (const one of [ana, bruno]) await chip(one, '1').waitFor();
    for (const one of [ana, bruno, phone]) await one.watch.isClean();
  });

  it('tell who they are of: by a long press, by a right click, by the key and in the menu', async () => {
    await shop.ana.writes(shop.team, 'Quedan dos cajas');
    const { id } = (await shop.ana.history(shop.team)).find(({ contenido }) => contenido === 'Quedan dos cajas');
    for (const [person, emoji] of [[shop.bruno, '👍'], [shop.carla, '❤️'], [shop.carla, '👍']]) {
      await person.does('/api/chat/mensaje/reaccionar', { mensaje_id: id, emoji, quitar: false });
    }
    const phone = await chromium.with(shop.ana, { viewport: PHONE, hasTouch: true, isMobile: true });
    const bruno = await chromium.with(shop.bruno);
    const of = (one, emoji) => one.message('Quedan dos cajas').locator('.reaction').filter({ hasText: emoji });
    const dialogOf = (one) => one.page.getByRole('dialog', { name: 'Reacciones' });
    const rows = (one) => dialogOf(one).getByRole('listitem').evaluateAll((all) => all.map((row) => row.querySelector('.row-text').innerText.replace(/\s+/g, ' ').trim()));

    await phone.opens('Bodega');
    const { x, y, width, height } = await of(phone, '❤️').boundingBox();
    const session = await phone.page.context().newCDPSession(phone.page);
    await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x: x + width / 2, y: y + height / 2 }] });
    await dialogOf(phone).waitFor();
    await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    assert.deepEqual(await rows(phone), [`${shop.carla.name} ❤️ 👍`, `${shop.bruno.name} 👍`]);
    await passesAxe(phone.page, 'who reacted');
    await shot(phone.page, 'reacted-phone');
    await dialogOf(phone).getByRole('button', { name: 'Cerrar' }).tap();
    await dialogOf(phone).waitFor({ state: 'hidden' });
    assert.equal(await of(phone, '❤️').getAttribute('aria-pressed'), 'false', 'the long press was no tap');

    await bruno.opens('Bodega');
    await of(bruno, '👍').click({ button: 'right' });
    await dialogOf(bruno).waitFor();
    assert.deepEqual(await rows(bruno), ['Tú 👍', `${shop.carla.name} 👍 ❤️`]);
    await bruno.page.keyboard.press('Escape');
    await of(bruno, '❤️').dispatchEvent('contextmenu', { button: 0 }); // as the key sends it
    await dialogOf(bruno).waitFor();
    assert.deepEqual(await rows(bruno), [`${shop.carla.name} ❤️ 👍`, 'Tú 👍']);
    await bruno.page.keyboard.press('Escape');
    await bruno.message('Quedan dos cajas').focus();
    await bruno.page.keyboard.press('Enter');
    await bruno.page.getByRole('menuitem', { name: 'Ver reacciones' }).click();
    await dialogOf(bruno).waitFor();
    await bruno.page.keyboard.press('Escape');
    assert.ok(await bruno.message('Quedan dos cajas').evaluate((one) => one === document.activeElement), 'and back');
    for (const one of [phone, bruno]) await one.watch.isClean();
  });

  it('come from the emoji panel too, and are taken back when the server refuses', async () => {
    const ana = await chromium.with(shop.ana);
    await ana.opens(shop.bruno.name);
    const more = async () => {
      await ana.message('Ya llegó').focus();
      await ana.page.keyboard.press('Enter');
      await ana.page.getByRole('menuitem', { name: 'Más reacciones' }).click();
      await ana.page.locator('#panel-emoji [data-category=food] [data-emoji]').first().click();
      await ana.page.locator('#panel-emoji').waitFor({ state: 'hidden' });
    };
    await more();
    await ana.message('Ya llegó').locator('.reaction[aria-pressed=true]').last().waitFor();
    assert.equal(await ana.composer.inputValue(), '');
    await ana.page.route('**/api/chat/mensaje/reaccionar', (route) => route.fulfill({ status: 409, json: { error: 'Ese mensaje ya tiene demasiadas reacciones' } }));
    await ana.message('Ya llegó').locator('.reaction[aria-pressed=true]').last().click();
    await ana.page.locator('#noticia').getByText('demasiadas reacciones').waitFor();
    await ana.message('Ya llegó').locator('.reaction[aria-pressed=true]').last().waitFor();
    await ana.watch.isClean();
  });

  it('keep the reader\'s place when a bubble above grows', async () => {
    const [first] = await shop.ana.history(shop.chat);
    for (let number = 1; number <= 40; number += 1) await shop.bruno.writes(shop.chat, `Línea ${number}`);
    const ana = await chromium.with(shop.ana);
    await ana.opens(shop.bruno.name);
    await ana.goesToNewest();
    await ana.timeline.evaluate((box) => {
      box.scrollTop -= 400;
      return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    });
    const place = () => ana.timeline.evaluate((box) => {
      const top = box.getBoundingClientRect().top;
      const element = [...box.querySelectorAll('.message')].find((one) => one.getBoundingClientRect().top > top + 20);
      return [element.dataset.mensajeId, Math.round(element.getBoundingClientRect().top)];
    });
    const held = await place();
    await shop.bruno.does('/api/chat/mensaje/reaccionar', { mensaje_id: first.id, emoji: '🙏', quitar: false });
    await ana.page.locator(`[data-mensaje-id="${first.id}"] .reaction`).filter({ hasText: '🙏' }).waitFor({ state: 'attached' });
    assert.deepEqual(await place(), held);
  });
});
