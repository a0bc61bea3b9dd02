// What became of one's own message: on its way, sent, received by everyone, read by everyone.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { Shop } from '../clients/support/shop.mjs';
import { Chromium, PHONE } from './support/chromium.mjs';
import { passesAxe } from './support/accessibility.mjs';
import { shot } from './support/shots.mjs';

describe('the state of one\'s own message', () => {
  const shop = new Shop();
  const chromium = new Chromium();
  before(() => Promise.all([shop.open(), chromium.open()]));
  afterEach(() => chromium.closePages());
  after(() => Promise.all([shop.close(), chromium.close()]));

  const is = (one, text, word) => one.message(text).getByRole('img', { name: word, exact: true }).waitFor();

  it('goes from sent over received to read, in the bubble and in the list', async () => {
    const ana = await chromium.with(shop.ana);
    await ana.opens(shop.bruno.name);
    await ana.writes('¿Estás?');
    await is(ana, '¿Estás?', 'Enviado');
    const bruno = await chromium.with(shop.bruno);
    await is(ana, '¿Estás?', 'Recibido');
    await ana.row(shop.bruno.name).getByRole('img', { name: 'Recibido' }).waitFor();
    await shot(ana.page, 'state-received');
    await bruno.opens(shop.ana.name);
    await is(ana, '¿Estás?', 'Leído');
    await ana.row(shop.bruno.name).getByRole('img', { name: 'Leído' }).waitFor();
    await shot(ana.page, 'state-read');
    for (const one of [ana, bruno]) await one.watch.isClean();
  });

  it('is pending while the server is away, and goes on by itself', async () => {
    const [ana, bruno] = await chromium.inConversation([shop.ana, shop.bruno.name], [shop.bruno, shop.ana.name]);
    await shop.server.stop();
    await ana.banner.getByText('Sin conexión').waitFor();
    await ana.writes('Sin línea');
    await is(ana, 'Sin línea', 'Pendiente');
    await shop.server.start();
    await bruno.sees('Sin línea');
    await is(ana, 'Sin línea', 'Leído');
  });

  it('in a group is told of each person, and follows while the dialog is open', async () => {
    const ana = await chromium.with(shop.ana);
    await ana.opens('Bodega');
    await ana.writes('Inventario a las 9');
    await is(ana, 'Inventario a las 9', 'Enviado');
    const bruno = await chromium.with(shop.bruno, { viewport: PHONE, hasTouch: true });
    await bruno.opens('Bodega');
    await bruno.sees('Inventario a las 9');
    await ana.message('Inventario a las 9').focus();
    await ana.page.keyboard.press('i');
    const dialog = ana.page.getByRole('dialog', { name: 'Información del mensaje' });
    const about = (person) => dialog.getByRole('listitem').filter({ hasText: person.name });
    await about(shop.bruno).getByText('Leído').waitFor();
    await about(shop.carla).getByText('Pendiente').waitFor();
    await passesAxe(ana.page, 'receipts');
    await shot(ana.page, 'receipts');
    const carla = await chromium.with(shop.carla);
    await carla.opens('Bodega');
    await about(shop.carla).getByText('Leído').waitFor();
    await ana.page.keyboard.press('Escape');
    await is(ana, 'Inventario a las 9', 'Leído');
    assert.ok(await ana.message('Inventario a las 9').evaluate((element) => element === document.activeElement));
    for (const one of [ana, bruno, carla]) await one.watch.isClean();
  });
});
