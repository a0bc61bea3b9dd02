// Every screen passes axe-core's rules for WCAG 2.2 AA and its good practice, in light and in dark.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { Shop } from '../clients/support/shop.mjs';
import { violations } from './support/accessibility.mjs';
import { Chromium, PHONE } from './support/chromium.mjs';
import { shot } from './support/shots.mjs';

describe('axe finds nothing', () => {
  const shop = new Shop();
  const chromium = new Chromium();
  before(async () => {
    await Promise.all([shop.open(), chromium.open()]);
    await Promise.all([shop.elena, shop.fabian].map((person) => person.logIn()));
    await shop.bruno.writes(shop.chat, 'Buenos días');
    await shop.ana.writes(shop.chat, 'Hola, mira https://ejemplo.cl/precios');
    await shop.bruno.writes(shop.chat, 'Gracias');
    await shop.carla.writes(shop.team, 'Inventario a las 9');
  });
  afterEach(async () => {
    await chromium.closePages();
    await shop.server.start().catch(() => {});
  });
  after(() => Promise.all([shop.close(), chromium.close()]));

  it('would tell (control)', async () => {
    const ana = await chromium.of(shop.ana);
    await ana.page.goto('/login');
    await ana.page.evaluate(() => document.querySelector('label[for=usuario]').remove());
    assert.match((await violations(ana.page)).join('\n'), /^label:/m);
  });

  for (const colorScheme of ['light', 'dark']) {
    const found = [];
    const look = async (chat, screen) => {
      await shot(chat.page, `axe-${screen}-${colorScheme}`);
      for (const line of await violations(chat.page)) found.push(`${screen}, ${colorScheme}: ${line}`);
    };
    const nothing = () => assert.deepEqual(found.splice(0), []);

    it(`at the door, ${colorScheme}`, async () => {
      const ana = await chromium.of(shop.ana, { colorScheme });
      await ana.page.goto('/login');
      await look(ana, 'login');
      await ana.page.locator('[name=usuario]').fill(shop.ana.rut);
      await ana.page.locator('[name=password]').fill('no-es-esta');
      await ana.page.locator('[name=password]').press('Enter');
      await ana.page.getByText('Usuario o contraseña incorrectos').waitFor();
      await look(ana, 'login-refused');
      await ana.page.goto('/no-existe');
      await look(ana, 'not-found');
      nothing();
    });

    it(`in the chat, ${colorScheme}`, async () => {
      const ana = await chromium.with(shop.ana, { colorScheme });
      const { page } = ana;
      await look(ana, 'list');
      await ana.opens(shop.bruno.name);
      await ana.sees('Gracias');
      await look(ana, 'conversation');
      await ana.opens('Bodega');
      await ana.sees('Inventario a las 9');
      await look(ana, 'group');
      await page.locator('#buscar-conversacion').fill('soto');
      await page.locator('#hallazgos-cuenta').getByText(/resultado/).waitFor();
      await look(ana, 'search');
      await page.locator('#buscar-conversacion').fill('nada de nada');
      await page.locator('#hallazgos-cuenta').getByText('Sin resultados').waitFor();
      await look(ana, 'search-empty');
      await page.locator('#buscar-conversacion').press('Escape');
      await page.keyboard.press('Control+k');
      await page.locator('#cambiar-hallazgos [role=option]').first().waitFor();
      await look(ana, 'switcher');
      await page.keyboard.press('Escape');
      await page.locator('#btn-atajos').click();
      await look(ana, 'shortcuts');
      await page.keyboard.press('Escape');
      await page.locator('#btn-nuevo-chat').click();
      await page.locator('#lista-usuarios button').first().waitFor();
      await look(ana, 'new-chat');
      await page.locator('#btn-modo-grupo').click();
      await page.locator('#lista-usuarios button').first().click();
      await look(ana, 'new-group');
      await page.keyboard.press('Escape');
      for (const [opener, screen] of [['#btn-ajustes', 'settings'], ['#btn-info', 'info']]) {
        if (!await page.locator(opener).isVisible()) continue; // not every version of the page has it
        await page.locator(opener).click();
        await look(ana, screen);
        await page.keyboard.press('Escape');
      }
      nothing();
    });

    it(`where there is nothing yet, and on a phone, ${colorScheme}`, async () => {
      const elena = await chromium.of(shop.elena, { colorScheme });
      const [name, value] = shop.elena.cookie.split('=');
      await elena.page.context().addCookies([{ name, value, url: shop.server.origin }]);
      await elena.page.goto('/chat');
      await elena.page.getByText('Aún no tienes conversaciones.').waitFor();
      await look(elena, 'empty-list');
      const bruno = await chromium.with(shop.bruno, { colorScheme, viewport: PHONE, hasTouch: true, isMobile: true });
      await look(bruno, 'phone-list');
      await bruno.row('Bodega').tap();
      await bruno.hasOpen('Bodega');
      await look(bruno, 'phone-conversation');
      nothing();
    });

    it(`when something is wrong, ${colorScheme}`, async () => {
      const fabian = await chromium.of(shop.fabian, { colorScheme });
      const [name, value] = shop.fabian.cookie.split('=');
      await fabian.page.context().addCookies([{ name, value, url: shop.server.origin }]);
      const refuse = (route) => route.fulfill({ status: 429, headers: { 'Retry-After': '60' }, json: { error: 'Demasiados intentos. Espera 60 segundos.' } });
      await fabian.page.route('**/api/chat/conversaciones', refuse);
      await fabian.page.goto('/chat');
      await fabian.banner.getByText('Se reintentará en').waitFor();
      await look(fabian, 'banner-busy');

      const ana = await chromium.with(shop.ana, { colorScheme });
      await ana.opens(shop.bruno.name);
      await ana.page.route('**/api/chat/mensaje/enviar', (route) => route.fulfill({ status: 400, json: { error: 'Faltan datos requeridos' } }));
      await shop.server.stop();
      await ana.banner.getByText('Sin conexión').waitFor();
      await ana.writes(`Sin línea, ${colorScheme}`);
      await ana.showsAs(`Sin línea, ${colorScheme}`, 'refused');
      await look(ana, 'banner-cut-off');
      await shop.server.start();
      await ana.isLive();
      await ana.page.evaluate(() => fetch('/logout', { method: 'POST', headers: { Accept: 'application/json' }, body: '' }));
      await ana.banner.getByText('Tu sesión terminó').waitFor();
      await look(ana, 'banner-ended');
      nothing();
    });
  }
});
