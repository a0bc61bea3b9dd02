// Finding: the box over the list, the switcher over everything, and the shortcuts.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { Person } from '../clients/support/person.mjs';
import { Shop } from '../clients/support/shop.mjs';
import { grade, parse, score, spans } from '../../assets/js/matching.js';
import { SHORTCUTS, nameOf } from '../../assets/js/shortcuts.js';
import { fold } from '../../assets/js/text.js';
import { Chromium, PHONE } from './support/chromium.mjs';
import { shot } from './support/shots.mjs';

const MORE = [
  ['80000001-1', 'José Núñez', 'jose@tienda.cl'], ['80000002-2', 'María José Soto', 'mj@tienda.cl'], ['80000003-3', 'Ananías Pino', 'pino@tienda.cl'],
];

describe('matching', () => {
  const scoreOf = (search, title, rest = '') => score(parse(search), fold(title), fold(rest));

  it('ignores accents and case, keeps ñ apart from n, takes words in any order', () => {
    assert.ok(scoreOf('jose', 'José'));
    assert.ok(scoreOf('JOSÉ', 'jose'));
    assert.ok(scoreOf('soto josé', 'María José Soto'));
    assert.ok(!scoreOf('nunez', 'Núñez'), 'ñ is no n');
    assert.ok(scoreOf('nuñez', 'Núñez'));
    assert.ok(scoreOf('nun\u0303ez', 'Núñez'), 'however the ñ was typed');
    assert.ok(!scoreOf('jose pino', 'José Soto'), 'every word');
  });

  it('puts the start of the name before the start of a word, that before the inside, and the name before the rest', () => {
    const order = ['Ana Rojas', 'María Ana', 'Mariana'].map((name) => scoreOf('ana', name));
    assert.deepEqual([...order].sort((a, b) => b - a), order);
    assert.equal(new Set(order).size, 3);
    assert.ok(scoreOf('ana', 'Mariana') > scoreOf('ana', 'Luis', 'ana@tienda.cl'));
    assert.equal(grade('lana ana', 'ana'), 2, 'a start that comes after an inside');
  });

  it('takes a RUT with dots or without', () => {
    assert.deepEqual(parse('12.345.678-9'), ['12345678-9']);
    assert.deepEqual(parse('12.345'), ['12345']);
    assert.deepEqual(parse('sr. ana.rojas'), ['sr.', 'ana.rojas']);
  });

  it('tells the letters, in the text as it is written', () => {
    const cut = (text, search) => spans(text, parse(search)).map(([from, to]) => text.slice(from, to));
    assert.deepEqual(cut('María José Soto', 'jose'), ['José']);
    assert.deepEqual(cut('Jose\u0301 Soto', 'jose so'), ['Jose\u0301', 'So']);
    assert.deepEqual(cut('Mariana Ana', 'ana'), ['Ana'], 'where a word starts');
    assert.deepEqual(cut('Mariana', 'ana'), ['ana']);
    assert.deepEqual(cut('😀 Ana', 'ana'), ['Ana']);
    assert.deepEqual(cut('Ana', ''), []);
  });
});

describe('shortcuts', () => {
  const press = (key, more = {}, where = {}) => nameOf(
    { key, ctrlKey: false, altKey: false, metaKey: false, shiftKey: false, ...more },
    { field: { isText: false, isEmpty: true, isList: false }, hasSingles: true, isMac: false, ...where },
  );
  const writing = { field: { isText: true, isEmpty: false, isList: false } };

  it('are what they are called, and nothing near', () => {
    assert.equal(press('k', { ctrlKey: true }), 'switch');
    assert.equal(press('k', { metaKey: true }), undefined, 'Windows+K is the system\'s');
    assert.equal(press('k', { metaKey: true }, { isMac: true }), 'switch');
    assert.equal(press('k', { ctrlKey: true }, { isMac: true }), undefined, 'on a Mac that deletes to the end of the line');
    assert.equal(press('K', { ctrlKey: true, shiftKey: true }), undefined, 'the browser\'s');
    assert.equal(press('ArrowDown', { altKey: true }), 'next');
    assert.equal(press('ArrowDown', { altKey: true, shiftKey: true }), 'nextUnread');
    assert.equal(press('ArrowDown'), undefined);
    assert.equal(press('/', { shiftKey: true }), 'search', 'Shift+7 on a Spanish keyboard');
  });

  it('leave writing alone', () => {
    for (const key of ['/', '?']) assert.equal(press(key, {}, writing), undefined);
    assert.equal(press('/', {}, { hasSingles: false }), undefined, 'switched off');
    assert.equal(press('ArrowUp', { altKey: true }, writing), 'previous');
    assert.equal(press('ArrowUp', { altKey: true }, { ...writing, isMac: true }), undefined, 'Option+arrow moves in the text');
  });

  it('have each a key of their own', () => {
    const keys = SHORTCUTS.flatMap(({ items }) => items).filter(({ name }) => name).map((shortcut) => shortcut.keys.join('+'));
    assert.equal(new Set(keys).size, keys.length);
  });
});

describe('finding', () => {
  const shop = new Shop();
  const chromium = new Chromium();
  before(async () => {
    await Promise.all([shop.open(), chromium.open()]);
    const list = path.join(shop.server.data, 'mas.csv');
    writeFileSync(list, ['rut,nombre,correo,rol,password', ...MORE.map(([rut, name, mail]) => `${rut},${name},${mail},vendedor,clave-larga-1`), ''].join('\n'));
    await shop.server.command(['user', 'import', list]);
    await shop.bruno.writes(shop.chat, 'Buenos días');
    await shop.carla.writes(shop.team, 'Inventario a las 9');
  });
  afterEach(() => chromium.closePages());
  after(() => Promise.all([shop.close(), chromium.close()]));

  const box = (chat) => chat.page.locator('#buscar-conversacion');
  const options = (chat, where = '#hallazgos') => chat.page.locator(`${where} [role=option]`);
  const titles = (chat, where) => options(chat, where).locator('[data-part=title]').allTextContents();

  /** The people are there, so that what is typed next finds them. */
  async function searches(chat, text) {
    await Promise.all([chat.page.waitForResponse('**/api/chat/usuarios'), box(chat).click()]);
    await box(chat).pressSequentially(text);
  }

  it('shows conversations and people as one types, with the letters marked', async () => {
    const ana = await chromium.with(shop.ana);
    await searches(ana, 'jose');
    await options(ana).nth(1).waitFor();
    assert.deepEqual(await titles(ana), ['José Núñez', 'María José Soto'], 'the start of a name first');
    assert.deepEqual(await options(ana).locator('mark').allTextContents(), ['José', 'jose', 'José']);
    assert.equal(await ana.list.isVisible(), false);
    await box(ana).fill('soto');
    assert.deepEqual(await titles(ana), ['Bruno Soto', 'Bodega', 'Plaza', 'María José Soto'], 'conversations, those of a member too, then people');
    const groups = await ana.page.locator('#hallazgos [role=group]').evaluateAll((all) => all.map((one) => document.getElementById(one.getAttribute('aria-labelledby')).textContent));
    assert.deepEqual(groups, ['Conversaciones', 'Personas']);
    await ana.page.locator('#hallazgos-cuenta').getByText('4 resultados').waitFor();
    await shot(ana.page, 'search-results');
    await box(ana).fill('nunez');
    assert.deepEqual(await titles(ana), [], 'ñ is no n');
    await ana.page.getByText('Ninguna conversación ni persona coincide con «nunez».').waitFor();
    await box(ana).fill('80.000.002-2');
    assert.deepEqual(await titles(ana), ['María José Soto']);
    await box(ana).fill('pino@');
    assert.deepEqual(await titles(ana), ['Ananías Pino']);
    await box(ana).press('Escape');
    assert.equal(await box(ana).inputValue(), '');
    assert.ok(await ana.list.isVisible());
    await ana.watch.isClean();
  });

  it('is a combobox: the arrows walk, Enter opens, the focus stays in the field until then', async () => {
    const ana = await chromium.with(shop.ana);
    await searches(ana, 'soto');
    const active = () => box(ana).evaluate((input) => document.getElementById(input.getAttribute('aria-activedescendant'))?.querySelector('[data-part=title]').textContent);
    assert.equal(await active(), 'Bruno Soto');
    assert.equal(await box(ana).getAttribute('aria-expanded'), 'true');
    await box(ana).press('ArrowUp');
    assert.equal(await active(), 'María José Soto', 'round the end');
    await box(ana).press('ArrowDown');
    await box(ana).press('ArrowDown');
    assert.equal(await active(), 'Bodega');
    assert.equal(await options(ana).nth(1).getAttribute('aria-selected'), 'true');
    await box(ana).press('Enter');
    await ana.hasOpen('Bodega');
    assert.equal(await box(ana).inputValue(), '');
    assert.ok(await ana.composer.evaluate((field) => field === document.activeElement));
    assert.equal(await box(ana).getAttribute('aria-expanded'), 'false');
  });

  it('starts a chat with somebody found, once', async () => {
    const carla = await chromium.with(shop.carla);
    await searches(carla, 'ananias');
    await options(carla).first().waitFor();
    await box(carla).press('Enter');
    await carla.hasOpen('Ananías Pino');
    await carla.row('Ananías Pino').waitFor();
    await box(carla).fill('ananias');
    const groups = carla.page.locator('#hallazgos [role=group]:not(.hidden)');
    assert.equal(await groups.count(), 1);
    assert.equal(await groups.locator('.results-title').textContent(), 'Conversaciones');
  });

  it('tells when a chat could not be started, and the search stays', async () => {
    const bruno = await chromium.with(shop.bruno);
    await searches(bruno, 'elena');
    await options(bruno).first().waitFor();
    await bruno.page.route('**/api/chat/conversacion/crear', (route) => route.abort());
    await box(bruno).press('Enter');
    await bruno.page.locator('#hallazgos-cuenta').getByText('No hay conexión con el servidor.').waitFor();
    assert.equal(await box(bruno).inputValue(), 'elena');
  });

  it('never takes a name for HTML', async () => {
    const odd = '<img src=x onerror=__xss=1>';
    const person = new Person(shop.server, { rut: '70000001-1', name: odd, password: 'clave-larga-1' });
    const list = path.join(shop.server.data, 'raro.csv');
    writeFileSync(list, `rut,nombre,correo,rol,password\n${person.rut},${odd},,vendedor,${person.password}\n`);
    await shop.server.command(['user', 'import', list]);
    const ana = await chromium.with(shop.ana);
    await searches(ana, 'img src');
    await options(ana).first().waitFor();
    assert.deepEqual(await titles(ana), [odd]);
    assert.equal(await ana.page.locator('#hallazgos img').count(), 0);
    await ana.watch.isClean();
  });

  it('Ctrl+K goes anywhere by keyboard alone: recents first, and back to where one was', async () => {
    const ana = await chromium.with(shop.ana);
    const { keyboard } = ana.page;
    await ana.opens('Bodega');
    await ana.opens(shop.bruno.name);
    await ana.composer.fill('A medio escribir');
    await keyboard.press('Control+k');
    const modal = ana.page.locator('#modal-cambiar');
    await modal.waitFor();
    assert.deepEqual((await titles(ana, '#cambiar-hallazgos')).slice(0, 2), ['Bodega', 'Plaza'], 'where one comes from first, and not where one is');
    await shot(ana.page, 'switcher');
    await keyboard.press('Escape');
    await modal.waitFor({ state: 'hidden' });
    assert.ok(await ana.composer.evaluate((field) => field === document.activeElement), 'the focus is back');
    await keyboard.press('Control+k');
    await keyboard.press('Enter');
    await ana.hasOpen('Bodega');
    await keyboard.press('Control+k');
    await keyboard.type('plaz');
    await keyboard.press('Enter');
    await ana.hasOpen('Plaza');
    await keyboard.press('Control+k');
    await keyboard.press('Control+k');
    assert.equal(await modal.isVisible(), false, 'the same key closes it');
    await ana.watch.isClean();
  });

  it('the switcher works by finger on a phone, from a button that is seen', async () => {
    const ana = await chromium.with(shop.ana, { viewport: PHONE, hasTouch: true, isMobile: true });
    await ana.page.locator('#btn-cambiar').tap();
    await ana.page.locator('#cambiar-buscar').fill('bode');
    await shot(ana.page, 'switcher-phone');
    await options(ana, '#cambiar-hallazgos').first().tap();
    await ana.hasOpen('Bodega');
    assert.equal(await ana.page.evaluate(() => document.activeElement.id), 'chat-nombre', 'a screen reader comes along');
    await ana.page.goBack();
    await ana.row('Bodega').waitFor();
    assert.ok(await ana.row('Bodega').evaluate((row) => row === document.activeElement), 'and back again');
    await ana.watch.isClean();
  });

  it('the shortcuts do what the sheet says', async () => {
    const ana = await chromium.with(shop.ana);
    const { keyboard } = ana.page;
    const order = await ana.list.locator('[data-part=title]').allTextContents();
    await keyboard.press('Alt+ArrowDown');
    await ana.hasOpen(order[0]);
    await keyboard.press('Alt+ArrowDown');
    await ana.hasOpen(order[1]);
    await keyboard.press('Alt+ArrowUp');
    await ana.hasOpen(order[0]);
    await shop.diego.writes(shop.plaza, '¿Alguien en la caja?');
    await ana.badge('Plaza').filter({ hasText: '1' }).waitFor();
    await keyboard.press('Alt+Shift+ArrowDown');
    await ana.hasOpen('Plaza');
    await keyboard.press('Control+Shift+M');
    await ana.page.locator('#anuncios').getByText('Silenciaste a Plaza.').waitFor();
    assert.equal(await ana.page.evaluate(() => JSON.parse(localStorage.getItem('weigence-chat:ajustes')).muted.length), 1);
    await ana.composer.pressSequentially('¿/?');
    assert.equal(await ana.composer.inputValue(), '¿/?', 'in a text they are signs');
    await ana.composer.fill('');
    await keyboard.press('Escape');
    assert.ok(await ana.row('Plaza').evaluate((row) => row === document.activeElement), 'back to the list');
    await keyboard.press('End');
    assert.ok(await ana.list.locator('button').last().evaluate((row) => row === document.activeElement));
    await keyboard.press('Home');
    await keyboard.press('/');
    assert.ok(await box(ana).evaluate((field) => field === document.activeElement));
    await keyboard.press('Tab');
    await keyboard.press('?');
    const sheet = ana.page.locator('#modal-atajos');
    await sheet.waitFor();
    await shot(ana.page, 'shortcuts');
    assert.equal(await sheet.locator('.shortcut').count(), SHORTCUTS.flatMap(({ items }) => items).length);
    await sheet.getByRole('checkbox').uncheck();
    await keyboard.press('Escape');
    await sheet.waitFor({ state: 'hidden' });
    await keyboard.press('?');
    assert.equal(await sheet.isVisible(), false, 'single keys are switched off');
    await ana.watch.isClean();
  });
});
