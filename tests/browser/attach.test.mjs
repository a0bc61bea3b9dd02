// Files by button, paste and drag, with progress, over lines that break; and the gallery by its keys.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { Shop } from '../clients/support/shop.mjs';
import { Chromium } from './support/chromium.mjs';

describe('files', () => {
  const shop = new Shop();
  const chromium = new Chromium();
  before(() => Promise.all([shop.open(), chromium.open()]));
  afterEach(() => chromium.closePages());
  after(() => Promise.all([shop.close(), chromium.close()]));

  async function both() {
    const [ana, bruno] = await Promise.all([chromium.with(shop.ana), chromium.with(shop.bruno)]);
    await Promise.all([ana.opens(shop.bruno.name), bruno.opens(shop.ana.name)]);
    return [ana, bruno];
  }

  const row = (chat, name) => chat.page.locator('.upload').filter({ hasText: name });
  const isReady = (chat, name) => chat.page.locator('.upload[data-state=ready]').filter({ hasText: name }).waitFor();
  const send = (chat) => chat.page.getByRole('button', { name: 'Enviar', exact: true }).click();

  it('carries one by the button, with a text', async () => {
    const [ana, bruno] = await both();
    await ana.page.locator('#adjuntar-archivos').setInputFiles({ name: 'boleta.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7') });
    await isReady(ana, 'boleta.pdf');
    await ana.writes('Aquí va la boleta');
    await bruno.seesOnce('Aquí va la boleta');
    const card = bruno.message('Aquí va la boleta').getByRole('link', { name: 'Descargar boleta.pdf, 8 B' });
    const [download] = await Promise.all([bruno.page.waitForEvent('download'), card.click()]);
    assert.equal(download.suggestedFilename(), 'boleta.pdf');
    assert.equal(await ana.page.locator('.upload').count(), 0);
    await bruno.watch.isClean();
  });

  it('takes what is pasted and what is dropped, and shows pictures by their keys', async () => {
    const [ana, bruno] = await both();
    const hand = (kind) => ana.page.evaluate(async ([event, colours]) => {
      const data = new DataTransfer();
      for (const colour of colours) {
        const canvas = document.createElement('canvas');
        [canvas.width, canvas.height] = [900, 600];
        const context = canvas.getContext('2d');
        context.fillStyle = colour;
        context.fillRect(0, 0, 900, 600);
        const blob = await new Promise((done) => { canvas.toBlob(done, 'image/png'); });
        data.items.add(new File([blob], `${colour}.png`, { type: 'image/png' }));
      }
      const options = { bubbles: true, cancelable: true };
      const made = event === 'paste' ? new ClipboardEvent(event, { ...options, clipboardData: data }) : new DragEvent(event, { ...options, dataTransfer: data });
      document.querySelector(event === 'paste' ? '#input-mensaje' : '#mensajes-contenedor').dispatchEvent(made);
    }, kind);
    await hand(['paste', ['red']]);
    await hand(['drop', ['green', 'blue']]);
    for (const name of ['red.png', 'green.png', 'blue.png']) await isReady(ana, name);
    await send(ana);
    const pictures = bruno.page.locator('.attached-picture img');
    await pictures.nth(2).waitFor();
    await bruno.page.waitForFunction(() => Array.from(document.querySelectorAll('.attached-picture img')).every((image) => image.naturalWidth === 480));
    assert.deepEqual(await pictures.first().evaluate((image) => [image.width, image.alt]), [280, 'Imagen red.png']);
    await bruno.page.getByRole('button', { name: 'Imagen red.png' }).click();
    const title = bruno.page.locator('#galeria-titulo');
    const says = (words) => title.getByText(words, { exact: true }).or(title.filter({ hasText: words })).waitFor();
    await says('Imagen red.png (1 de 3)');
    const [stage, button] = await Promise.all(['#galeria-escena', '#galeria-siguiente'].map((id) => bruno.page.locator(id).boundingBox()));
    assert.ok(button.y - stage.y - stage.height >= 8, 'the buttons keep off the picture');
    await bruno.page.keyboard.press('ArrowRight');
    await says('Imagen green.png (2 de 3)');
    await bruno.page.keyboard.press('+');
    assert.equal(await bruno.page.locator('#modal-galeria').getAttribute('data-zoom'), '1.50');
    await bruno.page.keyboard.press('0');
    assert.equal(await bruno.page.locator('#modal-galeria').getAttribute('data-zoom'), '1.00');
    await bruno.page.keyboard.press('ArrowLeft');
    await says('Imagen red.png (1 de 3)');
    await bruno.page.waitForFunction(() => document.querySelector('#galeria-imagen').naturalWidth === 900);
    await bruno.page.keyboard.press('Escape');
    await bruno.page.locator('#modal-galeria').waitFor({ state: 'hidden' });
    await bruno.watch.isClean();
  });

  it('goes on by itself after the line was cut, and sends when all is there', async () => {
    const [ana, bruno] = await both();
    let cuts = 2;
    await ana.page.route('**/api/chat/archivo/*?desde=*', (route) => {
      cuts -= 1;
      return cuts >= 0 ? route.abort() : route.fallback();
    });
    await ana.page.locator('#adjuntar-archivos').setInputFiles({ name: 'grande.bin', mimeType: '', buffer: Buffer.alloc(3_000_000, 7) });
    await row(ana, 'grande.bin').getByRole('button', { name: 'Reintentar' }).waitFor();
    await send(ana);
    await ana.page.getByText('Se enviará cuando los archivos terminen de subir.').waitFor();
    await bruno.page.getByRole('link', { name: 'Descargar grande.bin, 3 MB' }).waitFor();
    assert.ok(cuts < 0);
  });

  it('lets one be taken back while it goes up, and says why one is refused', async () => {
    const [ana] = await both();
    const held = [];
    await ana.page.route('**/api/chat/archivo/*?desde=*', (route) => { held.push(route); });
    await ana.page.locator('#adjuntar-archivos').setInputFiles({ name: 'lento.bin', mimeType: '', buffer: Buffer.alloc(1000, 7) });
    await row(ana, 'lento.bin').getByRole('progressbar', { name: 'Subiendo lento.bin' }).waitFor();
    const gone = ana.page.waitForResponse((answer) => answer.request().method() === 'DELETE');
    await ana.page.getByRole('button', { name: 'Quitar lento.bin' }).click();
    assert.equal((await gone).status(), 200);
    await row(ana, 'lento.bin').waitFor({ state: 'detached' });
    await ana.page.locator('#adjuntar-archivos').setInputFiles({ name: 'enorme.bin', mimeType: '', buffer: Buffer.alloc(26 * 1024 * 1024 + 1, 7) });
    await row(ana, 'enorme.bin').getByText('El archivo es demasiado grande').waitFor();
  });
});
