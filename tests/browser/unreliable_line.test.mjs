// What is written is never lost and never doubled, whatever becomes of the line.

import assert from 'node:assert/strict';
import path from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { Shop } from '../clients/support/shop.mjs';
import { Chromium } from './support/chromium.mjs';
import { SOCKET, controlLine } from './support/cut.mjs';

const SEND = '**/api/chat/mensaje/enviar';

describe('a line that fails', () => {
  const shop = new Shop();
  const chromium = new Chromium();
  before(() => Promise.all([shop.open(), chromium.open()]));
  afterEach(async () => {
    await chromium.closePages();
    await shop.server.start().catch(() => {}); // When a test failed while it was stopped.
  });
  after(() => Promise.all([shop.close(), chromium.close()]));

  it('keeps a message while the server is away and delivers it once', async () => {
    const [ana, bruno] = await chromium.inConversation([shop.ana, shop.bruno.name], [shop.bruno, shop.ana.name]);
    await shop.server.stop();
    await ana.writes('Escrito sin servidor');
    await ana.showsAs('Escrito sin servidor', 'waiting');
    await ana.banner.waitFor();
    await shop.server.start();
    await arrivedOnce('Escrito sin servidor', ana, bruno);
  });

  it('keeps it over a reload too', async () => {
    const [ana, bruno] = await chromium.inConversation([shop.ana, shop.bruno.name], [shop.bruno, shop.ana.name]);
    await shop.server.stop();
    await ana.writes('Escrito y recargado');
    await ana.showsAs('Escrito y recargado', 'waiting');
    await assert.rejects(ana.page.reload(), /ERR_CONNECTION_REFUSED/);
    await ana.page.waitForURL(/^chrome-error:/);
    await shop.server.start();
    await ana.page.goto('/chat');
    await ana.isLive();
    await ana.opens(shop.bruno.name);
    await arrivedOnce('Escrito y recargado', ana, bruno);
  });

  it('keeps the order of several', async () => {
    const [ana, bruno] = await chromium.inConversation([shop.ana, shop.bruno.name], [shop.bruno, shop.ana.name]);
    const words = ['Primero', 'Segundo', 'Tercero', 'Cuarto'];
    await shop.server.stop();
    for (const text of words) await ana.writes(text);
    await ana.showsAs('Cuarto', 'waiting', 'sending');
    await shop.server.start();
    for (const text of words) await arrivedOnce(text, ana, bruno);
    for (const one of [ana, bruno]) assert.deepEqual((await one.texts()).slice(-words.length), words);
  });

  it('brings what was missed while the page had no line', async () => {
    const [bruno] = await chromium.inConversation([shop.bruno, shop.ana.name]);
    const line = await controlLine(bruno.page, { isBlocked: false });
    await bruno.page.reload();
    await bruno.hasOpen(shop.ana.name);
    await bruno.isLive();
    line.isBlocked = true;
    line.cut();
    await shop.ana.writes(shop.chat, 'Mientras no estabas');
    line.isBlocked = false;
    await bruno.seesOnce('Mientras no estabas');
  });

  it('brings a long absence in the right order, by asking for what came after the last event', async () => {
    const [bruno] = await chromium.inConversation([shop.bruno, shop.ana.name]);
    const line = await controlLine(bruno.page, { isBlocked: false });
    await bruno.page.reload();
    await bruno.hasOpen(shop.ana.name);
    await bruno.isLive();
    const before = await bruno.texts();
    const asked = [];
    bruno.page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    line.isBlocked = true;
    line.cut();
    const words = Array.from({ length: 150 }, (_, number) => `Ausencia ${number}`);
    for (const text of words) await shop.ana.writes(shop.chat, text);
    const team = await shop.carla.group('Hecho entretanto', shop.bruno, shop.diego);
    await shop.carla.writes(team, 'En el grupo nuevo');
    await shop.carla.writes(team, 'Otra en el grupo nuevo');
    line.isBlocked = false;
    await bruno.badge('Hecho entretanto').filter({ hasText: '2' }).waitFor();
    await bruno.seesOnce(words.at(-1));
    assert.deepEqual((await bruno.texts()).slice(before.length), words);
    assert.ok(asked.filter((path) => path === '/api/chat/eventos').length >= 2, `two pages of events: ${asked}`);
    assert.ok(!asked.includes(`/api/chat/mensajes/${shop.chat}`), `the history was not read again: ${asked}`);
  });

  it('starts over when the server was given an older copy', async () => {
    const copy = path.join(shop.server.data, 'copia.db');
    await shop.server.command(['backup', copy]);
    const [bruno] = await chromium.inConversation([shop.bruno, shop.ana.name]);
    await shop.ana.writes(shop.chat, 'No está en la copia');
    await bruno.seesOnce('No está en la copia');
    await shop.server.stop();
    await shop.server.command(['restore', copy]);
    await shop.server.start();
    await shop.ana.logIn();
    await shop.ana.writes(shop.chat, 'Después de restaurar');
    // A restore ends every session; the same person logs in again in another tab of the same browser.
    await shop.bruno.logIn();
    await bruno.page.context().addCookies([sessionOf(shop.bruno)]);
    await bruno.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await bruno.seesOnce('Después de restaurar');
    // The new one may come by the line, before the page of history that replaces what was there.
    await bruno.message('No está en la copia').waitFor({ state: 'detached' });
  });

  it('sends by REST when no socket can be had, under one id', async () => {
    const [bruno] = await chromium.inConversation([shop.bruno, shop.ana.name]);
    const ana = await chromium.of(shop.ana);
    const line = await controlLine(ana.page, { isBlocked: true });
    await ana.page.context().addCookies([sessionOf(shop.ana)]);
    await ana.page.goto('/chat');
    await ana.opens(shop.bruno.name);
    await ana.banner.waitFor();
    const [sent] = await Promise.all([ana.page.waitForResponse(SEND), ana.writes('Sin tiempo real')]);
    assert.equal(sent.status(), 201);
    const { id } = sent.request().postDataJSON();
    assert.equal((await sent.json()).mensaje.id, id, 'the id that the page made');
    await arrivedOnce('Sin tiempo real', ana, bruno);
    line.isBlocked = false;
    await ana.isLive();
    await arrivedOnce('Sin tiempo real', ana, bruno);
    await ana.writes('Con tiempo real');
    await arrivedOnce('Con tiempo real', ana, bruno);
  });

  it('asks again by REST when the acknowledgement got lost, and nothing doubles', async () => {
    const [bruno] = await chromium.inConversation([shop.bruno, shop.ana.name]);
    const ana = await chromium.of(shop.ana);
    const line = await controlLine(ana.page, { isBlocked: false });
    await ana.logsIn();
    await ana.opens(shop.bruno.name);
    line.isDeaf = true;
    const again = ana.page.waitForResponse(SEND, { timeout: 20_000 });
    await ana.writes('Con acuse perdido');
    await bruno.seesOnce('Con acuse perdido');
    assert.equal((await again).status(), 200, 'REST says that it was there already');
    await arrivedOnce('Con acuse perdido', ana, bruno);
  });

  it('falls back to polling where WebSocket is not possible', async () => {
    const [bruno] = await chromium.inConversation([shop.bruno, shop.ana.name]);
    const ana = await chromium.of(shop.ana);
    await ana.page.routeWebSocket(SOCKET, (socket) => socket.close());
    await ana.logsIn();
    await ana.opens(shop.bruno.name);
    await bruno.writes('¿Me lees?');
    await ana.seesOnce('¿Me lees?');
    await ana.writes('Te leo');
    await arrivedOnce('Te leo', ana, bruno);
  });

  async function arrivedOnce(text, ...readers) {
    await Promise.all(readers.map((reader) => reader.seesOnce(text)));
    const stored = (await shop.ana.history(shop.chat)).filter((message) => message.contenido === text);
    assert.equal(stored.length, 1, `"${text}" is stored once`);
  }

  function sessionOf(person) {
    return { name: 'session', value: person.cookie.split('=')[1], url: shop.server.origin };
  }
});
