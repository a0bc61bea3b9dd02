// By keyboard alone, on a small phone, and at every width in light and dark.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { Shop } from '../clients/support/shop.mjs';
import { Chromium, PHONE } from './support/chromium.mjs';
import { shot } from './support/shots.mjs';

const HEIGHTS = { 360: 740, 768: 1024, 1440: 900 };

describe('the page for everybody', () => {
  const shop = new Shop();
  const chromium = new Chromium();
  before(async () => {
    await Promise.all([shop.open(), chromium.open()]);
    for (const text of ['Buenos días', 'Faltan 12 cajas de té.\n¿Las pediste?', 'https://ejemplo.cl/una/direccion/tan-larga-que-no-cabe-en-ninguna-linea-de-un-telefono-pequeno']) {
      await shop.bruno.writes(shop.chat, text);
      await shop.ana.writes(shop.chat, 'Sí, llegan mañana a primera hora');
    }
    await shop.carla.writes(shop.team, 'Inventario a las 9');
  });
  afterEach(() => chromium.closePages());
  after(() => Promise.all([shop.close(), chromium.close()]));

  it('can be used by keyboard alone, from the login to a sent message', async () => {
    const { page, list } = await chromium.of(shop.ana);
    const { keyboard } = page;
    await page.goto('/login');
    await tabTo(page, '[name=usuario]');
    await keyboard.type(shop.ana.rut);
    await keyboard.press('Tab');
    await keyboard.type(shop.ana.password);
    await keyboard.press('Enter');
    await page.waitForURL('**/chat');
    await list.locator('button').first().waitFor();
    await tabTo(page, '#lista-conversaciones button');
    await keyboard.press('Enter');
    await tabTo(page, '#input-mensaje');
    await keyboard.type('Sin tocar el ratón');
    await keyboard.press('Enter');
    await page.locator('.message[data-state=stored]').getByText('Sin tocar el ratón', { exact: true }).waitFor();
  });

  it('can start a chat by keyboard alone, and Escape leaves the dialog', async () => {
    const bruno = await chromium.with(shop.bruno);
    const { keyboard } = bruno.page;
    await tabTo(bruno.page, '#btn-nuevo-chat');
    await keyboard.press('Enter');
    await bruno.page.locator('#lista-usuarios button').first().waitFor();
    await keyboard.press('Escape');
    await bruno.page.locator('#modal-nuevo-chat').waitFor({ state: 'hidden' });
    assert.ok(await has(bruno.page, '#btn-nuevo-chat'), 'the focus is back where it was');
    await keyboard.press('Enter');
    await tabTo(bruno.page, '#buscar-usuario');
    await keyboard.type('elena');
    await bruno.page.waitForFunction(() => document.querySelectorAll('#lista-usuarios button').length === 1);
    await tabTo(bruno.page, '#lista-usuarios button');
    await keyboard.press('Enter');
    await bruno.hasOpen(shop.elena.name);
  });

  it('fits a phone of 360 pixels, from the list to a sent message and back', async () => {
    const ana = await chromium.with(shop.ana, { viewport: PHONE, hasTouch: true, isMobile: true });
    assert.ok((await ana.overflow()) <= 0, 'the list');
    await ana.row(shop.bruno.name).tap();
    await ana.hasOpen(shop.bruno.name);
    assert.ok((await ana.overflow()) <= 0, 'the conversation');
    await ana.composer.fill('Desde el teléfono');
    await ana.page.locator('#form-enviar-mensaje button[type=submit]').tap();
    await ana.seesOnce('Desde el teléfono');
    await ana.page.goBack();
    await ana.row('Bodega').tap();
    await ana.hasOpen('Bodega');
    await ana.page.goBack();
    await ana.page.locator('#btn-nuevo-chat').tap();
    await ana.page.locator('#lista-usuarios button').first().waitFor();
    assert.ok((await ana.overflow()) <= 0, 'the dialog');
    await ana.watch.isClean();
  });

  for (const width of [360, 768, 1440]) {
    for (const colorScheme of ['light', 'dark']) {
      it(`fits ${width} pixels, ${colorScheme}`, async () => {
        const ana = await chromium.of(shop.ana, { viewport: { width, height: HEIGHTS[width] }, colorScheme });
        await ana.page.goto('/login');
        await fits(ana, 'login', width, colorScheme);
        await ana.logsIn();
        await fits(ana, 'list', width, colorScheme);
        await ana.opens(shop.bruno.name);
        await ana.sees('Buenos días');
        await fits(ana, 'conversation', width, colorScheme);
        if (width < 768) await ana.page.goBack();
        await ana.page.locator('#btn-nuevo-chat').click();
        await ana.page.locator('#lista-usuarios button').first().waitFor();
        await fits(ana, 'new-chat', width, colorScheme);
        await ana.watch.isClean();
      });
    }
  }
});

/** Presses Tab until the focus is there. */
async function tabTo(page, selector) {
  for (let presses = 0; presses < 30; presses += 1) {
    if (await has(page, selector)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`${selector} can't be reached by Tab`);
}

function has(page, selector) {
  return page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector);
}

async function fits(chat, name, width, scheme) {
  await shot(chat.page, `${name}-${width}-${scheme}`);
  assert.ok((await chat.overflow()) <= 0, `${name} is ${await chat.overflow()} px too wide`);
}
