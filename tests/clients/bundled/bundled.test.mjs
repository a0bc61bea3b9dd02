// Our own /socket.io/socket.io.js in a store's own page (`serve --assets`), in a real browser.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Chromium } from '../../browser/support/chromium.mjs';
import { Shop } from '../support/shop.mjs';

const ASSETS = fileURLToPath(new URL('assets', import.meta.url));
const CHOICES = { 'io()': '', 'websocket alone': '?transports=websocket', 'polling alone': '?transports=polling' };

describe('the bundled Socket.IO client', () => {
  const shop = new Shop();
  const chromium = new Chromium();
  before(() => Promise.all([shop.open('--assets', ASSETS), chromium.open()]));
  afterEach(() => chromium.closePages());
  after(() => Promise.all([shop.close(), chromium.close()]));

  it('is served in a page of the store, with its texts filled in', async () => {
    const { page } = await visit(shop.ana, '');
    assert.equal(await page.title(), 'La página de la tienda');
    assert.equal(await page.locator('body').getAttribute('data-usuario-id'), shop.ana.rut);
    assert.notEqual(await page.locator('meta[name="csrf-token"]').getAttribute('content'), '{{csrf_token}}');
  });

  for (const [choice, query] of Object.entries(CHOICES)) {
    it(`connects, joins, writes and hears with ${choice}`, async () => {
      const [ana, bruno] = await Promise.all([visit(shop.ana, query), visit(shop.bruno, query)]);
      assert.equal((await ana.hears('conectado')).mensaje, 'Conectado al chat en tiempo real');
      await bruno.hears('conectado');

      await ana.emits('unirse_conversacion', { conversacion_id: shop.chat });
      assert.equal((await ana.hears('unido_conversacion')).conversacion_id, shop.chat);
      await ana.emits('escribiendo', { conversacion_id: shop.chat });
      assert.equal((await bruno.hears('usuario_escribiendo')).usuario_id, shop.ana.rut);

      await ana.emits('mensaje_enviar', { conversacion_id: shop.chat, contenido: `Sin acuse, ${choice}` });
      const answer = await ana.asks('mensaje_enviar', { conversacion_id: shop.chat, contenido: 'Con acuse ñ 🧺' });
      assert.equal(answer.ok, true);
      await bruno.hears('mensaje_recibido', answer.mensaje.id);
      const texts = (await bruno.all('mensaje_recibido')).map((message) => message.contenido);
      assert.deepEqual(texts, [`Sin acuse, ${choice}`, 'Con acuse ñ 🧺']);

      await ana.emits('mensaje_enviar', { conversacion_id: shop.foreignChat, contenido: 'Hola' });
      assert.equal((await ana.hears('error')).mensaje, 'No tienes acceso a esta conversación');
    });

    it(`takes and gives a burst in order with ${choice}`, async () => {
      const [ana, bruno] = await Promise.all([visit(shop.ana, query), visit(shop.bruno, query)]);
      await Promise.all([ana.hears('conectado'), bruno.hears('conectado')]);
      const words = Array.from({ length: 60 }, (_, number) => `${number}`);
      const last = await ana.page.evaluate(([conversacion_id, texts]) => {
        for (const contenido of texts) socket.emit('mensaje_enviar', { conversacion_id, contenido });
        const end = { conversacion_id, contenido: 'fin' };
        return new Promise((resolve) => socket.emit('mensaje_enviar', end, (answer) => resolve(answer.mensaje)));
      }, [shop.chat, words]);
      await bruno.hears('mensaje_recibido', last.id);
      assert.deepEqual((await bruno.all('mensaje_recibido')).map((message) => message.contenido), [...words, 'fin']);
    });
  }

  it('tells by connect_error that there is no session, and stops asking', async () => {
    const elena = await visit(shop.elena, '');
    await elena.hears('conectado');
    await elena.page.evaluate(() => fetch('/logout', { method: 'POST' }));
    await elena.hears('disconnect');
    await elena.page.evaluate(() => void socket.connect());
    assert.equal(await elena.hears('connect_error'), 'Usuario no autenticado');
    assert.equal(await elena.page.evaluate(() => socket.active), false);
  });

  it('comes back by itself after a restart of the server', async () => {
    const ana = await visit(shop.ana, '');
    await ana.hears('conectado');
    await shop.server.stop();
    await ana.hears('disconnect');
    await ana.page.evaluate(() => heard.splice(0));
    await shop.server.start();
    await ana.hears('conectado');
    const answer = await ana.asks('mensaje_enviar', { conversacion_id: shop.chat, contenido: 'De vuelta' });
    assert.equal(answer.ok, true);
  });

  /** The store's page, opened by that person in a browser of their own. */
  async function visit(person, query) {
    const { page } = await chromium.of(person);
    const session = await person.atAnotherTill();
    await page.context().addCookies([{ name: 'session', value: session.cookie.split('=')[1], url: shop.server.origin }]);
    await page.goto(`/chat${query}`);
    return {
      page,
      emits: (...args) => page.evaluate((all) => void socket.emit(...all), args),
      asks: (...args) => page.evaluate((all) => new Promise((resolve) => socket.emit(...all, resolve)), args),
      all: (name) => page.evaluate((wanted) => heard.filter((event) => event.name === wanted).map((event) => event.data), name),
      async hears(name, id) {
        const fits = ([wanted, key]) => heard.find((event) => event.name === wanted && (!key || event.data.id === key));
        return (await (await page.waitForFunction(fits, [name, id])).jsonValue()).data;
      },
    };
  }
});
