// What a screen reader is told, and where the focus is: everything that matters, once, and never lost.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it, mock } from 'node:test';
import { Announcer } from '../../assets/js/announcer.js';
import { Shop } from '../clients/support/shop.mjs';
import { Chromium } from './support/chromium.mjs';

describe('the announcer', () => {
  const said = [];
  let announcer;
  before(() => mock.timers.enable({ apis: ['setTimeout'] }));
  after(() => mock.timers.reset());
  afterEach(() => said.splice(0));
  const fresh = () => { announcer = new Announcer((text) => said.push(text), (count) => `${count} nuevos`); };

  it('says the first at once and a burst in one sentence', () => {
    fresh();
    for (let number = 1; number <= 10; number += 1) announcer.message(`Ana: ${number}`);
    assert.deepEqual(said, ['Ana: 1']);
    mock.timers.tick(60_000);
    assert.deepEqual(said, ['Ana: 1', '9 nuevos']);
  });

  it('says two by their words, and a failure even in a burst', () => {
    fresh();
    for (const text of ['uno', 'dos', 'tres']) announcer.message(text);
    mock.timers.tick(2000);
    assert.deepEqual(said, ['uno', 'dos tres']);
    for (let number = 0; number < 5; number += 1) announcer.message('x');
    announcer.notice('No se envió.');
    announcer.notice('No se envió.');
    mock.timers.tick(2000);
    assert.equal(said.at(-1), 'No se envió. 5 nuevos');
  });

  it('says the same again when it happens again', () => {
    fresh();
    announcer.message('Mensaje nuevo de Ana');
    mock.timers.tick(5000);
    announcer.message('Mensaje nuevo de Ana');
    assert.equal(said.length, 2);
    assert.notEqual(said[0], said[1], 'no change would not be read');
    assert.equal(said[0], said[1].trim());
  });
});

describe('the page for who listens', () => {
  const shop = new Shop();
  const chromium = new Chromium();
  before(async () => {
    await Promise.all([shop.open(), chromium.open()]);
    await shop.bruno.writes(shop.chat, 'Buenos días');
  });
  afterEach(async () => {
    await chromium.closePages();
    await shop.server.start().catch(() => {});
  });
  after(() => Promise.all([shop.close(), chromium.close()]));

  /** Everything that the live region says from now on. */
  async function listens({ page }, selector) {
    await page.evaluate((where) => {
      window.__said = window.__said || {};
      const said = window.__said[where] = [];
      const region = document.querySelector(where);
      new MutationObserver(() => { if (region.textContent) said.push(region.textContent.trim()); }).observe(region, { childList: true, characterData: true, subtree: true });
    }, selector);
    return {
      all: () => page.evaluate((where) => window.__said[where], selector),
      hears: (text) => page.waitForFunction(([where, wanted]) => window.__said[where].some((one) => one.includes(wanted)), [selector, text]),
    };
  }

  it('a burst is said in a few sentences, the first one with its author', async () => {
    const ana = await chromium.with(shop.ana);
    await ana.opens(shop.bruno.name);
    const ear = await listens(ana, '#anuncios');
    for (let number = 1; number <= 12; number += 1) await shop.bruno.writes(shop.chat, `Caja ${number}`);
    await ana.seesOnce('Caja 12');
    await ear.hears('nuevos');
    const said = await ear.all();
    assert.match(said[0], /^Bruno Soto: Caja 1$/);
    assert.ok(said.length <= 5, `${said.length} sentences: ${said}`);
    assert.equal(said.filter((text) => text === said[0]).length, 1);
  });

  it('one\'s own messages are not said, another conversation\'s without its words, a silenced one\'s not at all', async () => {
    const ana = await chromium.with(shop.ana);
    await ana.opens(shop.bruno.name);
    await ana.page.keyboard.press('Control+Shift+M');
    await ana.page.locator('#anuncios').getByText('Silenciaste').waitFor();
    await ana.page.keyboard.press('Control+Shift+M');
    const ear = await listens(ana, '#anuncios');
    await ana.page.evaluate((id) => {
      const values = { muted: [id] };
      localStorage.setItem('weigence-chat:ajustes', JSON.stringify(values));
      dispatchEvent(new StorageEvent('storage', { key: 'weigence-chat:ajustes' }));
    }, shop.plaza);
    await ana.writes('Lo mío');
    await ana.seesOnce('Lo mío');
    await shop.diego.writes(shop.plaza, 'Silencio');
    await ana.badge('Plaza').filter({ hasText: '1' }).waitFor();
    await shop.carla.writes(shop.team, 'Inventario a las 9');
    await ear.hears('Mensaje nuevo de Carla Muñoz en Bodega');
    const said = (await ear.all()).join(' ');
    assert.doesNotMatch(said, /Lo mío|Inventario|Plaza/);
  });

  it('a refused message is said, a waiting one is not', async () => {
    const ana = await chromium.with(shop.ana);
    await ana.opens(shop.bruno.name);
    const ear = await listens(ana, '#anuncios');
    await ana.page.route('**/api/chat/mensaje/enviar', (route) => route.fulfill({ status: 400, json: { error: 'Faltan datos requeridos' } }));
    await shop.server.stop();
    await ana.writes('No pasa');
    await ear.hears('Un mensaje no se envió. Faltan datos requeridos');
    assert.equal((await ear.all()).length, 1);
  });

  it('the connection: once when it goes, once when it is back', async () => {
    const ana = await chromium.with(shop.ana);
    const ear = await listens(ana, '#aviso-dicho');
    await shop.server.stop();
    await ear.hears('Sin conexión');
    await shop.server.start();
    await ear.hears('Conexión recuperada.');
    assert.equal((await ear.all()).length, 2);
  });

  it('a countdown is shown each second and said once', async () => {
    const ana = await chromium.with(shop.ana);
    const ear = await listens(ana, '#aviso-dicho');
    await ana.page.route('**/api/chat/conversaciones', (route) => route.fulfill({ status: 429, headers: { 'Retry-After': '60' }, json: { error: 'Demasiados intentos.' } }));
    await ana.page.evaluate(() => window.Chat.actualizarBadgeConversacion());
    await ana.banner.getByText('en 57 s').waitFor();
    assert.deepEqual(await ear.all(), ['Demasiados intentos.']);
  });

  it('the focus is kept: while the list turns, after sending, after discarding', async () => {
    const ana = await chromium.with(shop.ana);
    const { page } = ana;
    await ana.opens(shop.bruno.name);
    await ana.writes('Enviado');
    await ana.seesOnce('Enviado');
    assert.ok(await ana.composer.evaluate((field) => field === document.activeElement));
    const last = ana.list.locator('button').last();
    const title = await last.locator('[data-part=title]').textContent();
    await last.focus();
    await shop.ana.writes(title === 'Plaza' ? shop.plaza : title === 'Bodega' ? shop.team : shop.chat, 'Sube');
    await ana.list.locator('button').first().getByText(title, { exact: true }).waitFor();
    assert.ok(await ana.row(title).evaluate((row) => row === document.activeElement), 'the row took it along to the top');
    await page.route('**/api/chat/mensaje/enviar', (route) => route.fulfill({ status: 400, json: { error: 'Faltan datos requeridos' } }));
    await shop.server.stop();
    await ana.writes('Rechazado');
    await ana.showsAs('Rechazado', 'refused');
    await ana.message('Rechazado').getByRole('button', { name: 'Descartar' }).focus();
    await page.keyboard.press('Enter');
    await ana.message('Rechazado').waitFor({ state: 'detached' });
    assert.ok(await ana.composer.evaluate((field) => field === document.activeElement));
  });

  it('Tab passes the list in one step', async () => {
    const ana = await chromium.with(shop.ana);
    assert.equal(await ana.list.locator('button[tabindex="0"]').count(), 1);
    assert.ok(await ana.list.locator('button').count() > 2);
    await ana.list.locator('button').first().focus();
    await ana.page.keyboard.press('ArrowDown');
    assert.equal(await ana.list.locator('button').nth(1).getAttribute('tabindex'), '0');
    await ana.page.keyboard.press('Tab');
    assert.equal(await ana.page.evaluate(() => document.querySelector('#lista-conversaciones').contains(document.activeElement)), false);
  });
});
