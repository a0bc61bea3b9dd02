// Two people at two browsers, and a third one who is told nothing.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { Shop } from '../clients/support/shop.mjs';
import { PATIENCE, within } from '../clients/support/waiting.mjs';
import { Chromium } from './support/chromium.mjs';

describe('two people in two browsers', () => {
  const shop = new Shop();
  const chromium = new Chromium();
  before(() => Promise.all([shop.open(), chromium.open()]));
  afterEach(() => chromium.closePages());
  after(() => Promise.all([shop.close(), chromium.close()]));

  it('refuses a wrong password with a sentence, and keeps the name', async () => {
    const ana = await chromium.of(shop.ana);
    await ana.page.goto('/login');
    await ana.page.locator('[name=usuario]').fill(shop.ana.rut);
    await ana.page.locator('[name=password]').fill('no-es-esta');
    const [answer] = await Promise.all([ana.page.waitForResponse('**/login'), ana.page.locator('[name=password]').press('Enter')]);
    assert.equal(answer.status(), 401);
    await ana.page.getByText('Usuario o contraseña incorrectos').waitFor();
    assert.equal(await ana.page.locator('[name=usuario]').inputValue(), shop.ana.rut);
    assert.equal(await ana.page.locator('[name=password]').inputValue(), '');
  });

  it('shows the page that the contract describes', async () => {
    const ana = await chromium.with(shop.ana);
    const { page } = ana;
    for (const id of PROMISED_IDS) assert.equal(await page.locator(`#${id}`).count(), 1, `#${id}`);
    assert.equal(await page.locator('body').getAttribute('data-usuario-id'), shop.ana.rut);
    assert.equal(await page.locator('meta[name="csrf-token"]').count(), 1);
    assert.equal(await page.locator('#modal-nuevo-chat').isVisible(), false);
    await ana.watch.isClean();
  });

  it('carries messages both ways, each once', async () => {
    const [ana, bruno] = await Promise.all([chromium.of(shop.ana), chromium.of(shop.bruno)]);
    await Promise.all([ana.logsIn(), bruno.logsIn()]);
    await Promise.all([ana.opens(shop.bruno.name), bruno.opens(shop.ana.name)]);
    const carla = await chromium.with(shop.carla);
    await ana.writes('¿Llegó el pedido?');
    await bruno.sees('¿Llegó el pedido?');
    await bruno.writes('Sí: 3 cajas & 2 bolsas <rotas>');
    await ana.sees('Sí: 3 cajas & 2 bolsas <rotas>');
    await ana.writes('Gracias');
    await bruno.sees('Gracias');
    for (const one of [ana, bruno]) {
      await one.showsAs('Gracias', 'stored');
      assert.deepEqual(await one.texts(), ['¿Llegó el pedido?', 'Sí: 3 cajas & 2 bolsas <rotas>', 'Gracias']);
      await one.watch.isClean();
    }
    await shop.ana.writes(shop.plaza, 'Carla ya sabe');
    await carla.row('Plaza').getByText('Carla ya sabe').waitFor();
    assert.equal(await carla.page.getByText('Gracias').count(), 0, 'Carla is not told');
  });

  it('shows the new name of somebody who is given one meanwhile', async () => {
    const ana = await chromium.with(shop.ana);
    const { carla } = shop;
    await shop.ana.chatWith(carla);
    await carla.writes(shop.team, 'Soy yo');
    await ana.opens('Bodega');
    await ana.sees('Soy yo');
    await shop.rename(carla, 'Carla Muñoz de Toro');
    await ana.row('Carla Muñoz de Toro').waitFor();
    await ana.message('Soy yo').getByText('Carla Muñoz de Toro').waitFor();
    await carla.writes(shop.team, 'Y sigo aquí');
    await ana.message('Y sigo aquí').getByText('Carla Muñoz de Toro').waitFor();
    await ana.opens('Carla Muñoz de Toro');
    await shop.rename(carla, 'Charo Muñoz');
    await ana.hasOpen('Charo Muñoz');
    await carla.writes(shop.team, 'Y otra vez');
    await ana.row('Bodega').getByText('Charo: Y otra vez').waitFor();
    await ana.watch.isClean();
    await shop.rename(carla, 'Carla Muñoz');
  });

  it('shows who is typing until the message is there', async () => {
    const [ana, bruno] = await chromium.inConversation([shop.ana, shop.bruno.name], [shop.bruno, shop.ana.name]);
    await within(PATIENCE, ana.joined, 'the real-time line of Ana');
    await within(PATIENCE, bruno.joined, 'the real-time line of Bruno');
    await ana.composer.pressSequentially('Ya');
    await bruno.page.locator('#escribiendo').getByText(/Ana.* está escribiendo/).waitFor();
    await bruno.row(shop.ana.name).getByText('Escribiendo…').waitFor();
    assert.equal(await ana.page.getByText('está escribiendo').count(), 0, 'not to who types');
    await ana.composer.press('Enter');
    await bruno.sees('Ya');
    await bruno.page.getByText(/Ana.* está escribiendo/).waitFor({ state: 'hidden' });
    await bruno.page.getByText('Escribiendo…').waitFor({ state: 'hidden' });
  });

  it('counts what is unread and forgets it when it has been read', async () => {
    const bruno = await chromium.with(shop.bruno);
    await bruno.opens(shop.ana.name);
    await bruno.opens('Plaza');
    const unread = bruno.badge(shop.ana.name);
    await unread.waitFor({ state: 'hidden' });
    for (const text of ['Uno', 'Dos', 'Tres']) await shop.ana.writes(shop.chat, text);
    await unread.and(bruno.page.getByText('3', { exact: true })).waitFor();
    await bruno.page.reload();
    await bruno.isLive();
    await unread.and(bruno.page.getByText('3', { exact: true })).waitFor();
    const marked = bruno.page.waitForResponse((answer) => marks(answer.request(), shop.chat));
    await bruno.opens(shop.ana.name);
    assert.equal((await marked).status(), 200);
    await unread.waitFor({ state: 'hidden' });
    const { conversaciones } = (await shop.bruno.get('/api/chat/conversaciones')).body;
    assert.equal(conversaciones.find((one) => one.id === shop.chat).mensajes_no_leidos, 0);
  });

  it('starts a new chat, and finds the one that is there already', async () => {
    const bruno = await chromium.with(shop.bruno);
    const diego = await chromium.with(shop.diego);
    for (const attempt of ['new', 'the same']) {
      await bruno.page.locator('#btn-nuevo-chat').click();
      await bruno.page.locator('#buscar-usuario').fill('diego');
      await bruno.page.locator('#lista-usuarios button').filter({ hasText: 'Diego Ñuñez' }).click();
      await bruno.hasOpen(shop.diego.name);
      assert.equal(await bruno.row(shop.diego.name).count(), 1, attempt);
    }
    await diego.row(shop.bruno.name).waitFor();
    await bruno.writes('Hola, Diego');
    await diego.badge(shop.bruno.name).and(diego.page.getByText('1', { exact: true })).waitFor();
    await diego.opens(shop.bruno.name);
    await diego.seesOnce('Hola, Diego');
  });

  it('starts a group', async () => {
    const ana = await chromium.with(shop.ana);
    const carla = await chromium.with(shop.carla);
    await ana.page.locator('#btn-nuevo-chat').click();
    await ana.page.getByRole('button', { name: 'Crear un grupo' }).click();
    for (const name of [shop.bruno.name, shop.carla.name]) {
      await ana.page.locator('#lista-usuarios button').filter({ hasText: name }).click();
    }
    await ana.page.getByLabel('Nombre del grupo').fill('Inventario');
    await ana.page.getByLabel('Nombre del grupo').press('Enter');
    await ana.hasOpen('Inventario');
    await carla.opens('Inventario');
    await ana.writes('Empezamos el lunes');
    await carla.seesOnce('Empezamos el lunes');
  });

  it('comes back to the same conversation after a reload', async () => {
    const [ana] = await chromium.inConversation([shop.ana, 'Bodega']);
    await ana.writes('Antes de recargar');
    await ana.showsAs('Antes de recargar', 'stored');
    await ana.page.reload();
    await ana.hasOpen('Bodega');
    await ana.seesOnce('Antes de recargar');
    await ana.watch.isClean();
  });
});

function marks(request, conversation) {
  return request.url().endsWith('/marcar-leido') && request.postDataJSON().conversacion_id === conversation;
}

const PROMISED_IDS = [
  'lista-conversaciones', 'area-conversacion', 'sin-conversacion', 'mensajes-contenedor', 'chat-nombre', 'chat-info',
  'chat-avatar', 'input-mensaje', 'form-enviar-mensaje', 'btn-nuevo-chat', 'modal-nuevo-chat', 'cerrar-modal',
  'modal-backdrop', 'lista-usuarios', 'buscar-usuario', 'buscar-conversacion',
];
