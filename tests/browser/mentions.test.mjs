// Naming people: how they are found in a text, the list behind an @, and what being named changes.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { Shop } from '../clients/support/shop.mjs';
import { candidates, find, idsIn, queryAt } from '../../assets/js/mentions.js';
import { passesAxe } from './support/accessibility.mjs';
import { Chromium, PHONE } from './support/chromium.mjs';
import { shot } from './support/shots.mjs';

const person = (id, name) => ({ id, name });
const PEOPLE = [person('a', 'Ana Rojas'), person('am', 'Ana Rojas Muñoz'), person('l', 'Luis Soto'), person('n', 'Íñigo Ñuñez')];

describe('who is named in a text', () => {
  const ids = (text, people = PEOPLE, chosen) => idsIn(text, people, chosen);

  it('is found by the whole name, the longest first, without case and accents', () => {
    assert.deepEqual(ids('Hola @Luis Soto'), ['l']);
    assert.deepEqual(ids('@Ana Rojas Muñoz y @ana rojas, miren'), ['am', 'a']);
    assert.deepEqual(ids('(@iñigo ñuñez)'), ['n']);
    assert.deepEqual(ids('@inigo nunez'), [], 'ñ is a letter of its own');
    assert.deepEqual(ids('@Luis Soto y @Luis Soto'), ['l'], 'once');
    assert.deepEqual(find('Oye @Luis Soto.', PEOPLE), [{ from: 4, to: 14, ids: ['l'] }]);
  });

  it('is nobody in the middle of a word, or of a longer name', () => {
    for (const text of ['correo@Luis Soto', '@@Luis Soto', '@Luis Sotomayor', '@Luis', 'Luis Soto', '@', '@ Luis Soto']) assert.deepEqual(ids(text), [], text);
  });

  it('is everyone, in either language', () => {
    assert.deepEqual(ids('@todos: cerramos'), ['todos']);
    assert.deepEqual(ids('@Everyone'), ['todos']);
    assert.deepEqual(ids('@todosjuntos'), []);
  });

  it('is the chosen one of several with one name, or all of them', () => {
    const twins = [person('1', 'Luis Soto'), person('2', 'Luis Soto')];
    assert.deepEqual(ids('@Luis Soto', twins), ['1', '2']);
    assert.deepEqual(ids('@Luis Soto', twins, new Set(['2'])), ['2']);
  });

  it('is fifty people at most, as the server has it', () => {
    const many = Array.from({ length: 60 }, (_, at) => person(`p${at}`, 'Luis Soto'));
    assert.equal(ids('@Luis Soto', many).length, 50);
  });

  it('is asked for behind an @ that starts a word, up to the caret', () => {
    assert.deepEqual(queryAt('Hola @lu', 8), { from: 5, query: 'lu' });
    assert.deepEqual(queryAt('@', 1), { from: 0, query: '' });
    assert.deepEqual(queryAt('@lu hola', 3), { from: 0, query: 'lu' });
    for (const [text, caret] of [['ana@tienda', 10], ['Hola', 4], ['@lu\n', 4], ['@ ', 2], ['@Luis Soto ', 11], ['@lu', 0]]) assert.equal(queryAt(text, caret), null, text);
    const names = (query) => candidates(PEOPLE, query).people.map(({ id }) => id);
    assert.deepEqual(names('roj'), ['a', 'am']);
    assert.deepEqual(names('soto'), ['l']);
    assert.deepEqual(names('oto'), [], 'a word is begun at its beginning');
    assert.deepEqual(names('nu'), []);
    assert.deepEqual(names('iñigo ñ'), ['n'], 'accents don\'t count, ñ does');
    assert.ok(candidates(PEOPLE, 'to').isAll && candidates(PEOPLE, '').isAll && !candidates(PEOPLE, 'lu').isAll);
  });
});

describe('naming people', () => {
  const shop = new Shop();
  const chromium = new Chromium();
  before(() => Promise.all([shop.open(), chromium.open()]));
  afterEach(() => chromium.closePages());
  after(() => Promise.all([shop.close(), chromium.close()]));

  const options = ({ page }) => page.locator('#lista-menciones [role=option]');
  const list = ({ page }) => page.locator('#lista-menciones');
  const named = async (text, conversation = shop.team) => (await shop.ana.history(conversation)).find(({ contenido }) => contenido === text).menciones ?? [];

  async function writing(title, settings) {
    const ana = await chromium.with(shop.ana, settings);
    await ana.opens(title);
    return ana;
  }

  it('is done by the keyboard, from a list that a screen reader is told of', async () => {
    const ana = await writing('Plaza');
    const { page, composer } = ana;
    await composer.pressSequentially('Oye @');
    await list(ana).waitFor();
    assert.equal(await options(ana).count(), 4, 'three people, and everyone');
    await composer.pressSequentially('muñ');
    assert.equal(await options(ana).count(), 1);
    const active = await composer.getAttribute('aria-activedescendant');
    assert.equal(await page.locator(`#${active}`).locator('[data-part=name]').textContent(), shop.carla.name);
    assert.equal(await composer.getAttribute('aria-controls'), 'lista-menciones');
    await composer.press('Enter');
    assert.equal(await composer.inputValue(), 'Oye @Carla Muñoz ');
    await list(ana).waitFor({ state: 'hidden' });
    assert.equal(await composer.getAttribute('aria-activedescendant'), null);
    await composer.pressSequentially('y @');
    const first = await composer.getAttribute('aria-activedescendant');
    await composer.press('ArrowDown');
    assert.notEqual(await composer.getAttribute('aria-activedescendant'), first);
    await composer.press('ArrowUp');
    await composer.press('ArrowUp');
    await passesAxe(page, 'the list of people');
    await shot(page, 'mentions-list');
    await composer.press('Tab');
    assert.equal(await composer.inputValue(), 'Oye @Carla Muñoz y @todos ');
    await composer.press('Enter');
    await ana.showsAs('Oye @Carla Muñoz y @todos', 'stored');
    assert.deepEqual((await named('Oye @Carla Muñoz y @todos', shop.plaza)).sort(), [shop.carla.rut, 'todos']);
    await ana.watch.isClean();
  });

  it('is left with Escape, and there is no list in a conversation of two', async () => {
    const ana = await writing('Plaza');
    await ana.composer.pressSequentially('@br');
    await list(ana).waitFor();
    await ana.composer.press('Escape');
    await list(ana).waitFor({ state: 'hidden' });
    assert.ok(await ana.composer.isVisible(), 'the conversation stays');
    await ana.composer.pressSequentially('u');
    assert.ok(await list(ana).isHidden(), 'this @ is done');
    await ana.composer.fill('');
    await ana.opens(shop.bruno.name);
    await ana.composer.pressSequentially('@bru');
    assert.ok(await list(ana).isHidden());
    await ana.composer.fill('');
  });

  it('is done by a finger', async () => {
    const ana = await chromium.with(shop.ana, { viewport: PHONE, hasTouch: true, isMobile: true });
    await ana.row('Plaza').tap();
    await ana.hasOpen('Plaza');
    await ana.composer.tap();
    await ana.page.keyboard.type('@d');
    await shot(ana.page, 'mentions-phone');
    const box = await options(ana).first().boundingBox();
    assert.ok(box.height >= 44);
    await options(ana).first().tap();
    assert.equal(await ana.composer.inputValue(), `@${shop.diego.name} `);
    assert.equal(await ana.page.evaluate(() => document.activeElement.id), 'input-mensaje', 'the keyboard stays');
    assert.equal(await ana.overflow(), 0);
    await ana.composer.fill('');
  });

  it('counts for what is still in the text, also without a line and after a refusal', async () => {
    const ana = await writing('Bodega');
    await ana.composer.pressSequentially('@br');
    await ana.composer.press('Enter');
    await ana.composer.fill('Mejor nadie');
    await ana.composer.press('Enter');
    await ana.showsAs('Mejor nadie', 'stored');
    assert.deepEqual(await named('Mejor nadie'), []);

    await ana.page.context().setOffline(true);
    await ana.banner.waitFor();
    await ana.writes('Sin línea, @Carla Muñoz');
    await ana.message('Sin línea, @Carla Muñoz').locator('.mention').waitFor();
    await ana.page.context().setOffline(false);
    await ana.showsAs('Sin línea, @Carla Muñoz', 'stored');
    assert.deepEqual(await named('Sin línea, @Carla Muñoz'), [shop.carla.rut]);

    const bruno = await chromium.with(shop.bruno);
    const announcing = (solo_admins) => shop.ana.does('/api/chat/grupo/anuncios', { conversacion_id: shop.team, solo_admins });
    await bruno.opens('Bodega');
    await bruno.page.context().setOffline(true);
    await bruno.banner.waitFor();
    await bruno.writes('Rechazado, @Ana Rojas');
    await announcing(true);
    await bruno.page.context().setOffline(false);
    await bruno.showsAs('Rechazado, @Ana Rojas', 'refused');
    await announcing(false);
    await bruno.composer.waitFor();
    await bruno.message('Rechazado, @Ana Rojas').getByRole('button', { name: 'Editar' }).click();
    await bruno.composer.press('Enter');
    await bruno.showsAs('Rechazado, @Ana Rojas', 'stored');
    assert.deepEqual(await named('Rechazado, @Ana Rojas'), [shop.ana.rut]);
  });

  it('stands out in the message, most of all oneself, and never makes a link or a tag of it', async () => {
    const [bruno] = await chromium.inConversation([shop.bruno, 'Plaza']);
    const send = (contenido, ...menciones) => shop.ana.does('/api/chat/mensaje/enviar', { conversacion_id: shop.plaza, contenido, menciones });
    await send('@Bruno Soto y @Carla Muñoz: <b>miren</b> https://ejemplo.cl', shop.bruno.rut, shop.carla.rut);
    await send('@Bruno Soto escrito a mano, sin nombrarlo');
    const message = bruno.timeline.locator('.message').filter({ hasText: 'miren' });
    await message.locator('.mention').first().waitFor();
    assert.deepEqual(await message.locator('.mention').allTextContents(), ['@Bruno Soto', '@Carla Muñoz']);
    assert.deepEqual(await message.locator('.mention.is-me').allTextContents(), ['@Bruno Soto']);
    assert.equal(await message.locator('a').count(), 1);
    await bruno.sees('@Bruno Soto escrito a mano, sin nombrarlo');
    assert.equal(await bruno.message('@Bruno Soto escrito a mano, sin nombrarlo').locator('.mention').count(), 0);
    await bruno.watch.isClean();
  });

  it('shows in the list until it is read, also of what came while the page was closed, and on every device', async () => {
    const team = await shop.ana.group('Vitrina', shop.bruno, shop.diego);
    await shop.ana.does('/api/chat/mensaje/enviar', { conversacion_id: team, contenido: 'Ojo @Bruno Soto', menciones: [shop.bruno.rut] });
    const bruno = await chromium.with(shop.bruno);
    const other = await chromium.with(shop.bruno);
    const diego = await chromium.with(shop.diego);
    const mark = (chat) => chat.row('Vitrina').locator('[data-part=mention]');
    await Promise.all([bruno, other].map((chat) => mark(chat).waitFor()));
    await diego.badge('Vitrina').waitFor();
    assert.ok(await mark(diego).isHidden(), 'who was not named sees only the number');
    await bruno.opens('Vitrina');
    await Promise.all([bruno, other].map((chat) => mark(chat).waitFor({ state: 'hidden' })));
    await bruno.opens('Plaza');
    await shop.ana.does('/api/chat/mensaje/enviar', { conversacion_id: team, contenido: '@todos a la caja', menciones: ['todos'] });
    await Promise.all([bruno, other, diego].map((chat) => mark(chat).waitFor()));
    await other.watch.isClean();
  });
});
