// Being told of messages that nobody looks at: the system's notifications, the sound, the tab's title and icon.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { Shop } from '../clients/support/shop.mjs';
import { Chromium } from './support/chromium.mjs';

const SETTINGS = 'weigence-chat:ajustes';

describe('a message that nobody looks at', () => {
  const shop = new Shop();
  const chromium = new Chromium();
  before(() => Promise.all([shop.open(), chromium.open()]));
  afterEach(() => chromium.closePages());
  after(() => Promise.all([shop.close(), chromium.close()]));

  /** Somebody with these settings; what would be notified and sounded is written down in the page. */
  async function withSettings(person, settings, { permission = 'granted', worker = false } = {}) {
    const chat = await chromium.of(person, { serviceWorkers: worker ? 'allow' : 'block' });
    if (permission === 'granted') await chat.page.context().grantPermissions(['notifications'], { origin: shop.server.origin });
    await chat.page.addInitScript(([key, values, state]) => {
      localStorage.setItem(key, values);
      window.__told = [];
      window.__closed = [];
      window.__badge = [];
      window.__notes = 0;
      window.Notification = class extends EventTarget {
        static permission = state;
        static requestPermission() {
          this.permission = 'granted';
          return Promise.resolve('granted');
        }

        constructor(title, options) {
          super();
          Object.assign(this, { title, ...options });
          window.__told.push(this);
        }

        close() {
          window.__closed.push(this.tag);
        }
      };
      navigator.setAppBadge = (count) => Promise.resolve(window.__badge.push(count));
      navigator.clearAppBadge = () => Promise.resolve(window.__badge.push(0));
      const { start } = OscillatorNode.prototype;
      OscillatorNode.prototype.start = function (...when) {
        window.__notes += 1;
        start.apply(this, when);
      };
    }, [SETTINGS, JSON.stringify(settings), permission]);
    await chat.comesBack();
    return chat;
  }

  const told = ({ page }) => page.evaluate(() => window.__told.map(({ title, body, tag }) => ({ title, body, tag })));
  const isTold = ({ page }, body) => page.waitForFunction((text) => window.__told.some((one) => one.body === text), body);

  it('is notified with who wrote and what; a click opens the conversation, and reading closes it', async () => {
    const ana = await withSettings(shop.ana, { notify: true });
    await shop.bruno.writes(shop.chat, '¿Queda ibuprofeno?');
    await isTold(ana, '¿Queda ibuprofeno?');
    await shop.carla.writes(shop.team, 'Inventario a las 9');
    await isTold(ana, 'Inventario a las 9');
    assert.deepEqual(await told(ana), [
      { title: shop.bruno.name, body: '¿Queda ibuprofeno?', tag: shop.chat },
      { title: `${shop.carla.name} en ${await titleOf(ana, shop.team)}`, body: 'Inventario a las 9', tag: shop.team },
    ]);
    await ana.page.evaluate(() => window.__told[0].dispatchEvent(new Event('click')));
    await ana.hasOpen(shop.bruno.name);
    await ana.page.waitForFunction((tag) => window.__closed.includes(tag), shop.chat);
    await ana.opens(await titleOf(ana, shop.team));
    await ana.page.waitForFunction((tag) => window.__closed.includes(tag), shop.team);
    await ana.watch.isClean();
  });

  it('is not notified when it is looked at, muted, or not wanted', async () => {
    const ana = await withSettings(shop.ana, { notify: true, muted: [shop.team] });
    await ana.opens(shop.bruno.name);
    await shop.bruno.writes(shop.chat, 'Esto se está mirando');
    await ana.sees('Esto se está mirando');
    await shop.carla.writes(shop.team, 'Esto está silenciado');
    await shop.bruno.writes(shop.plaza, 'Esto se avisa');
    await isTold(ana, 'Esto se avisa');
    assert.deepEqual((await told(ana)).map(({ body }) => body), ['Esto se avisa']);

    const diego = await withSettings(shop.diego, { notify: false });
    await diego.page.locator('#buscar-conversacion').click();
    await shop.carla.writes(shop.foreignChat, 'Sin avisos');
    await diego.page.waitForFunction(() => window.__notes > 0); // told of by the sound, and by that alone
    assert.deepEqual(await told(diego), []);
  });

  it('goes through the service worker where there is one', async () => {
    const ana = await withSettings(shop.ana, { notify: true }, { worker: true });
    await ana.page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
    await ana.page.evaluate(() => {
      const { showNotification } = ServiceWorkerRegistration.prototype;
      ServiceWorkerRegistration.prototype.showNotification = function (title, options) {
        window.__told.push({ title, ...options });
        return showNotification.call(this, title, options).catch(() => {}); // headless: there is nowhere to show it
      };
    });
    await shop.bruno.writes(shop.chat, 'Por el trabajador');
    await isTold(ana, 'Por el trabajador');
    // What the worker says after a click.
    await ana.page.evaluate((open) => navigator.serviceWorker.dispatchEvent(new MessageEvent('message', { data: { open } })), shop.chat);
    await ana.hasOpen(shop.bruno.name);
  });

  it('sounds once for a burst, after the first touch, and not when muted or switched off', async () => {
    const ana = await withSettings(shop.ana, { sound: true, muted: [shop.team] });
    await ana.page.locator('#buscar-conversacion').click();
    await shop.carla.writes(shop.team, 'En silencio');
    for (const text of ['Uno', 'Dos', 'Tres']) await shop.bruno.writes(shop.chat, text);
    await ana.page.waitForFunction(() => window.__notes > 0);
    await ana.opens(shop.bruno.name);
    await ana.sees('Tres');
    assert.ok(await ana.page.evaluate(() => window.__notes) <= 4, 'two notes a sound, and one sound a second');
    const quiet = await withSettings(shop.diego, { sound: false, notify: true });
    await quiet.page.locator('#buscar-conversacion').click();
    await shop.carla.writes(shop.foreignChat, 'Sin sonido');
    await isTold(quiet, 'Sin sonido');
    assert.equal(await quiet.page.evaluate(() => window.__notes), 0);
  });

  it('is counted in the title, on the tab\'s icon and on the app\'s', async () => {
    const chat = await shop.ana.chatWith(shop.gabriela);
    const gabriela = await withSettings(shop.gabriela, {});
    const icon = gabriela.page.locator('link[rel=icon]');
    const usual = await icon.getAttribute('href');
    for (const text of ['Uno', 'Dos']) await shop.ana.writes(chat, text);
    await gabriela.page.waitForFunction(() => document.title === '(2) Weigence Chat');
    await gabriela.page.waitForFunction(() => document.querySelector('link[rel=icon]').href.startsWith('data:image/png'));
    await gabriela.page.waitForFunction(() => window.__badge[window.__badge.length - 1] === 2);
    await gabriela.opens(shop.ana.name);
    await gabriela.page.waitForFunction(() => document.title === 'Weigence Chat');
    await gabriela.page.waitForFunction((href) => document.querySelector('link[rel=icon]').getAttribute('href') === href, usual);
    await gabriela.page.waitForFunction(() => window.__badge[window.__badge.length - 1] === 0);
    await gabriela.watch.isClean();
  });

  it('is told by one tab alone', async () => {
    const ana = await withSettings(shop.ana, { notify: true });
    const second = await ana.page.context().newPage();
    await second.addInitScript(() => { window.__told = []; window.Notification = class { static permission = 'granted'; constructor(title) { window.__told.push(title); } addEventListener() {} close() {} }; });
    await second.goto('/chat');
    await second.locator('#lista-conversaciones button').first().waitFor();
    await second.locator('#aviso').waitFor({ state: 'hidden' });
    await shop.bruno.writes(shop.chat, 'A una sola pestaña');
    await Promise.all([ana.page, second].map((page) => page.waitForFunction(() => document.title.startsWith('('))));
    await shop.carla.writes(shop.plaza, 'Y otra vez');
    const count = async () => (await Promise.all([ana.page, second].map((page) => page.evaluate(() => window.__told.length)))).reduce((a, b) => a + b);
    while (await count() < 2) await second.evaluate(() => new Promise((resolve) => { setTimeout(resolve, 50); }));
    // Whoever would tell again has waited for its turn by then.
    await shop.bruno.writes(shop.team, 'Lo último');
    while (await count() < 3) await second.evaluate(() => new Promise((resolve) => { setTimeout(resolve, 50); }));
    assert.equal(await count(), 3, 'three messages, each told once');
  });

  it('says why there are none, and asks only when told to', async () => {
    const notifier = async (page) => page.evaluate(async (key) => {
      const { Notifier } = await import('/static/js/notifier.js');
      const { Settings } = await import('/static/js/settings.js');
      const made = new Notifier({ settings: new Settings(), isLooked: () => false, open: () => {} });
      const before = { state: made.state, reason: made.reason };
      return { before, after: await made.ask(), kept: JSON.parse(localStorage.getItem(key)).notify };
    }, SETTINGS);
    const asked = await withSettings(shop.ana, { notify: false }, { permission: 'default' });
    assert.deepEqual(await notifier(asked.page), {
      before: { state: 'default', reason: 'El navegador preguntará si permites los avisos.' }, after: 'granted', kept: true,
    });
    const refused = await withSettings(shop.bruno, { notify: false }, { permission: 'denied' });
    const answer = await notifier(refused.page);
    assert.equal(answer.before.state, 'denied');
    assert.match(answer.before.reason, /bloqueados/);
    assert.deepEqual([answer.after, answer.kept], ['denied', false]);
    await refused.page.evaluate(() => Object.defineProperty(window, 'isSecureContext', { value: false }));
    assert.match((await notifier(refused.page)).before.reason, /HTTPS/);
  });

  async function titleOf({ list }, conversation) {
    const { body } = await shop.ana.get('/api/chat/conversaciones');
    const { nombre } = body.conversaciones.find(({ id }) => id === conversation);
    await list.getByText(nombre, { exact: true }).waitFor();
    return nombre;
  }
});
