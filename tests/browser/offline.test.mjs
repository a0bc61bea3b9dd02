// The chat without the server: it opens, shows what was read, says since when, and goes on by itself.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { Shop } from '../clients/support/shop.mjs';
import { PATIENCE, within } from '../clients/support/waiting.mjs';
import { Chromium, PHONE } from './support/chromium.mjs';
import { shot } from './support/shots.mjs';

describe('without the server', () => {
  const shop = new Shop();
  const chromium = new Chromium();
  before(() => Promise.all([shop.open(), chromium.open()]));
  afterEach(async () => {
    await chromium.closePages();
    await shop.server.start().catch(() => {}); // When a test failed while it was stopped.
  });
  after(() => Promise.all([shop.close(), chromium.close()]));

  /** Somebody whose browser has kept the page and what they read. */
  async function withWorker(person, title, options = {}) {
    const chat = await chromium.with(person, { serviceWorkers: 'allow', ...options });
    await chat.page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
    await chat.opens(title);
    return chat;
  }

  it('opens the list and the conversations that were read, says since when, and sends later', async () => {
    await shop.bruno.writes(shop.chat, 'Leído antes del corte');
    const ana = await withWorker(shop.ana, shop.bruno.name, { viewport: PHONE });
    await ana.sees('Leído antes del corte');
    await kept(ana.page, 'page');
    await shop.server.stop();
    await ana.page.goto('/chat');
    await ana.row(shop.bruno.name).waitFor();
    await ana.banner.getByText(/Sin conexión desde las \d\d:\d\d/).waitFor();
    await shot(ana.page, 'offline-list-360-light');
    await ana.opens(shop.bruno.name);
    await ana.sees('Leído antes del corte');
    await shot(ana.page, 'offline-conversation-360-light');
    await ana.writes('Escrito sin servidor');
    await ana.showsAs('Escrito sin servidor', 'waiting');
    await ana.page.reload();
    await ana.showsAs('Escrito sin servidor', 'waiting');
    await shop.server.start();
    await ana.seesOnce('Escrito sin servidor');
    await ana.banner.waitFor({ state: 'hidden' });
    await shop.bruno.writes(shop.chat, 'Ya estamos de vuelta');
    await ana.seesOnce('Ya estamos de vuelta');
  });

  it('shows nothing once logged out', async () => {
    const ana = await withWorker(shop.ana, shop.bruno.name);
    await kept(ana.page, 'page');
    await ana.logsOut();
    await shop.server.stop();
    await ana.page.goto('/chat');
    await ana.page.getByText('El chat se abrirá solo cuando vuelva').waitFor();
    assert.equal(await ana.list.locator('button').count(), 0);
    await shop.server.start();
    await ana.page.waitForURL('**/login');
  });

  it('shows nothing of the one who was here before', async () => {
    const ana = await withWorker(shop.ana, shop.bruno.name);
    await kept(ana.page, 'page');
    // The next one logs in over the session, as with a till that nobody logs out of.
    const { cookie } = await shop.elena.atAnotherTill();
    await ana.page.context().addCookies([{ name: 'session', value: cookie.split('=')[1], url: shop.server.origin }]);
    await ana.page.goto('/chat');
    await kept(ana.page, 'list');
    const left = await ana.page.evaluate(readKept);
    assert.equal(left.owner, shop.elena.rut);
    assert.deepEqual(left.pages, []);
    await shop.server.stop();
    await ana.page.goto('/chat');
    await ana.banner.getByText('Sin conexión').waitFor();
    assert.equal(await ana.row(shop.bruno.name).count(), 0);
  });

  it('forgets when the session was ended elsewhere', async () => {
    const carla = await withWorker(shop.carla, 'Bodega');
    await kept(carla.page, 'page');
    await carla.page.goto('about:blank');
    const [cookie] = await carla.page.context().cookies(shop.server.origin);
    await fetch(`${shop.server.origin}/logout`, { method: 'POST', headers: { cookie: `session=${cookie.value}`, 'content-type': 'application/json' }, body: '{}' });
    await carla.page.goto('/chat');
    await carla.page.waitForURL('**/login');
    await shop.server.stop();
    await carla.page.goto('/chat');
    await carla.page.getByText('El chat se abrirá solo cuando vuelva').waitFor();
  });

  it('shows nothing after the browser was closed, unless the session was to be remembered', async () => {
    const ana = await withWorker(shop.ana, shop.bruno.name);
    await kept(ana.page, 'page');
    const visit = (await ana.page.context().cookies()).find(({ name }) => name === 'weigence-visita');
    assert.equal(visit.expires, -1, 'it goes with the browser');
    await ana.page.context().clearCookies({ name: 'weigence-visita' }); // as closing it does
    await shop.server.stop();
    await ana.page.goto('/chat');
    await ana.page.getByText('El chat se abrirá solo cuando vuelva').waitFor();
    await shop.server.start();
    const remembered = await chromium.of(shop.bruno);
    await remembered.page.goto('/login');
    await remembered.page.locator('[name=usuario]').fill(shop.bruno.rut);
    await remembered.page.locator('[name=password]').fill(shop.bruno.password);
    await remembered.page.locator('[name=remember]').check();
    await remembered.page.locator('[name=password]').press('Enter');
    await remembered.page.waitForURL('**/chat');
    await remembered.isLive();
    const lasting = (await remembered.page.context().cookies()).find(({ name }) => name === 'weigence-visita');
    assert.ok(lasting.expires > Date.now() / 1000 + 29 * 86400, `for 30 days: ${lasting.expires}`);
  });

  it('goes on in an open page where there is no service worker, as on plain HTTP', async () => {
    await shop.bruno.writes(shop.chat, 'Para leer sin servidor');
    const ana = await chromium.of(shop.ana, { serviceWorkers: 'allow' });
    await ana.page.addInitScript(() => { delete Navigator.prototype.serviceWorker; });
    await ana.comesBack();
    await ana.opens(shop.bruno.name);
    await ana.sees('Para leer sin servidor');
    await kept(ana.page, 'page');
    await ana.opens('Bodega');
    await ana.page.reload();
    await ana.hasOpen('Bodega');
    await ana.isLive();
    assert.equal(await ana.page.evaluate(() => navigator.serviceWorker), undefined);
    await shop.server.stop();
    await ana.opens(shop.bruno.name);
    await ana.sees('Para leer sin servidor');
    await ana.banner.getByText(/Sin conexión desde/).waitFor();
    await shop.server.start();
    await ana.isLive();
    await ana.watch.isClean();
  });
});

/** The list, or a `page` too, is in what the browser keeps. */
async function kept(page, what) {
  await within(PATIENCE, page.evaluate(readKept, what), `the ${what} in what ${page.url()} keeps`);
}

/** Runs in the page: whose it is and which pages there are; with `what`, only once that is there. */
async function readKept(what) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('weigence-chat-lectura', 1);
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const database = opening.result;
      const transaction = database.transaction(['state', 'pages']);
      const owner = transaction.objectStore('state').get('owner');
      const list = transaction.objectStore('state').get('list');
      const pages = transaction.objectStore('pages').getAllKeys();
      transaction.oncomplete = () => {
        database.close();
        const isThere = !what || (list.result && (what === 'list' || pages.result.length > 0));
        if (isThere) resolve({ owner: owner.result && owner.result.userId, pages: pages.result });
        else setTimeout(() => readKept(what).then(resolve, reject), 50); // ms; the database tells nobody of a change
      };
    };
  });
}
