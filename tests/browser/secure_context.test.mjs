// A plain http:// address on the shop's network is no secure context: what a browser has only there must not be offered
// there, and nothing may break for the lack of it.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { Shop } from '../clients/support/shop.mjs';
import { Chromium } from './support/chromium.mjs';
import { shot } from './support/shots.mjs';

const NAME = 'caja.tienda.test'; // a name that is not this machine's to the browser

// What the page may offer, and what the browser must have for it. A control that a version of the page lacks is skipped.
const OFFERS = [
  { control: '#ajustes-notificar', needs: () => 'Notification' in window && window.isSecureContext },
  { control: '#btn-instalar', needs: () => 'serviceWorker' in navigator },
  { control: '#btn-microfono', needs: () => Boolean(navigator.mediaDevices) },
  { control: '#btn-llamar', needs: () => Boolean(navigator.mediaDevices) },
];
const ONLY_SECURE = ['randomUUID in crypto', 'serviceWorker in navigator', 'mediaDevices in navigator', 'clipboard in navigator'];

describe('what is offered is available', () => {
  const shop = new Shop();
  const chromium = new Chromium();
  before(async () => {
    await Promise.all([shop.open('--host', NAME), chromium.open(NAME)]);
    await shop.bruno.writes(shop.chat, 'Buenos días');
  });
  afterEach(() => chromium.closePages());
  after(() => Promise.all([shop.close(), chromium.close()]));

  for (const isSecure of [true, false]) {
    it(`on ${isSecure ? 'this machine' : 'a plain name of the network'}`, async () => {
      const port = new URL(shop.server.origin).port;
      const ana = await chromium.of(shop.ana, { baseURL: isSecure ? shop.server.origin : `http://${NAME}:${port}` });
      const { page } = ana;
      await ana.logsIn();
      assert.equal(await page.evaluate(() => window.isSecureContext), isSecure);
      assert.deepEqual(await page.evaluate((facts) => facts.filter((fact) => {
        const [name, owner] = fact.split(' in ');
        return name in (owner === 'crypto' ? crypto : navigator);
      }), ONLY_SECURE), isSecure ? ONLY_SECURE : [], 'this is the difference');
      await everythingWorks(ana);
      await offersWhatThereIs(ana, isSecure);
      await ana.watch.isClean();
    });
  }

  /** The ways through the page that lean on a browser's abilities. */
  async function everythingWorks(ana) {
    const { page } = ana;
    await ana.opens(shop.bruno.name);
    const text = `Desde ${await page.evaluate(() => location.hostname)}`;
    await ana.writes(text);
    await ana.seesOnce(text);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('bode');
    await page.keyboard.press('Enter');
    await ana.hasOpen('Bodega');
    await page.keyboard.press('Control+Shift+M');
    await page.locator('#btn-nuevo-chat').click();
    await page.locator('#btn-modo-grupo').click();
    await page.locator('#nombre-grupo').fill(`Grupo de ${text}`);
    for (const at of [0, 1]) await page.locator('#lista-usuarios button').nth(at).click();
    await page.locator('#btn-crear-grupo').click();
    await ana.hasOpen(`Grupo de ${text}`);
    await page.reload();
    await ana.hasOpen(`Grupo de ${text}`);
    await ana.isLive();
  }

  async function offersWhatThereIs(ana, isSecure) {
    const { page } = ana;
    if (await page.locator('#btn-ajustes').count()) await page.locator('#btn-ajustes').click();
    await shot(page, `offers-${isSecure ? 'secure' : 'plain'}`);
    for (const { control, needs } of OFFERS) {
      const element = page.locator(control);
      if (!await element.count() || !await element.isVisible() || !await element.isEnabled()) continue;
      assert.ok(await page.evaluate(needs), `${control} is offered and can't work here`);
    }
  }
});
