// A day in a shop: the network goes for a minute, the server is killed, somebody reloads; ten messages are under way.
// None is lost, none doubled, and their order is the order of writing.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { Shop } from '../clients/support/shop.mjs';
import { Chromium } from './support/chromium.mjs';
import { controlLine } from './support/cut.mjs';
import { shot } from './support/shots.mjs';

const ten = (what) => Array.from({ length: 10 }, (_, number) => `${what} ${number + 1}`);

describe('a day in a shop', () => {
  const shop = new Shop();
  const chromium = new Chromium();
  before(() => Promise.all([shop.open(), chromium.open()]));
  afterEach(async () => {
    await chromium.closePages();
    await shop.server.start().catch(() => {});
  });
  after(() => Promise.all([shop.close(), chromium.close()]));

  async function bothOpen() {
    const [ana, bruno] = await chromium.inConversation([shop.ana, shop.bruno.name], [shop.bruno, shop.ana.name]);
    const line = await controlLine(ana.page, { isBlocked: false, isDark: false });
    await ana.page.reload();
    await ana.hasOpen(shop.bruno.name);
    await ana.isLive();
    return { ana, bruno, line };
  }

  /** In the page of each, and in the database: all of them, once, in this order. */
  async function allOnceInOrder(texts, ...readers) {
    const among = (all) => all.filter((text) => texts.includes(text));
    for (const reader of readers) {
      for (const text of texts) await reader.showsAs(text, 'stored');
      assert.deepEqual(among(await reader.texts()), texts, `as ${reader.person.name} sees it`);
    }
    const history = (await shop.ana.history(shop.chat)).map(({ contenido }) => contenido);
    assert.deepEqual(among(history), texts, 'as it is stored');
  }

  it('the network is away for a minute in the middle of ten messages', async () => {
    const { ana, bruno, line } = await bothOpen();
    const words = ten('Pedido');
    for (const text of words.slice(0, 4)) await ana.writes(text);
    line.isDeaf = true; // the next are stored, and the word of it is lost
    await ana.writes(words[4]);
    await bruno.sees(words[4]);
    line.isDark = true;
    line.isDeaf = false;
    line.cut();
    for (const text of words.slice(5)) await ana.writes(text);
    await ana.banner.getByText('Sin conexión').waitFor();
    await bruno.writes('¿Sigues ahí?');
    // A minute, told by what happens in it: the page has tried again and again.
    for (let tries = 0; tries < 4; tries += 1) await ana.page.waitForEvent('requestfailed');
    await ana.showsAs(words[9], 'waiting', 'sending');
    await shot(ana.page, 'network-cut');
    assert.equal(await bruno.message(words[9]).count(), 0);
    line.isDark = false;
    await allOnceInOrder(words, ana, bruno);
    await ana.seesOnce('¿Sigues ahí?');
    await ana.isLive();
    await ana.watch.isClean();
  });

  it('the server is killed in the middle of ten messages, and comes back', async () => {
    const { ana, bruno } = await bothOpen();
    const words = ten('Venta');
    for (const text of words.slice(0, 5)) await ana.writes(text);
    await shop.server.stop('SIGKILL');
    for (const text of words.slice(5)) await ana.writes(text);
    await ana.showsAs(words[9], 'waiting', 'sending');
    await shop.server.start();
    await allOnceInOrder(words, ana, bruno);
    for (const one of [ana, bruno]) await one.watch.isClean();
  });

  it('the page is reloaded while ten messages wait, twice, and what was being written is still there', async () => {
    const { ana, bruno, line } = await bothOpen();
    const words = ten('Turno');
    line.isDark = true;
    line.cut();
    for (const text of words) await ana.writes(text);
    await ana.showsAs(words[9], 'waiting', 'sending');
    await ana.composer.fill('A medio escribir');
    for (let times = 0; times < 2; times += 1) {
      await ana.page.reload();
      await ana.banner.getByText('Sin conexión').waitFor();
    }
    assert.equal(await bruno.message(words[0]).count(), 0);
    line.isDark = false;
    await ana.hasOpen(shop.bruno.name);
    await allOnceInOrder(words, ana, bruno);
    assert.equal(await ana.composer.inputValue(), 'A medio escribir');
  });

  it('two write at once while the server goes and comes, and both see the same order', async () => {
    const { ana, bruno } = await bothOpen();
    const hers = ten('Ella');
    const his = ten('Él');
    const both = async (from, to) => { for (let at = from; at < to; at += 1) await Promise.all([ana.writes(hers[at]), bruno.writes(his[at])]); };
    await both(0, 4);
    await shop.server.stop();
    await both(4, 10);
    await shop.server.start();
    await allOnceInOrder(hers, ana, bruno);
    await allOnceInOrder(his, ana, bruno);
    // Behind everything placed waits what is acknowledged; once all have their place both have one order.
    await ana.page.reload();
    await ana.showsAs(hers[9], 'stored');
    await ana.showsAs(his[9], 'stored');
    const wanted = (all) => all.filter((text) => hers.includes(text) || his.includes(text));
    assert.deepEqual(wanted(await ana.texts()), wanted(await bruno.texts()));
  });
});
