// Files by button, paste and drag, with progress, over lines that break; and the gallery by its keys.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { Shop } from '../clients/support/shop.mjs';
import { Chromium, PHONE } from './support/chromium.mjs';
import { shot } from './support/shots.mjs';

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

  it('shows pictures by fingers: to the side the next one, two for nearer, and then one to move about', async () => {
    const chats = await Promise.all([chromium.with(shop.ana), chromium.with(shop.carla, { viewport: PHONE, hasTouch: true, isMobile: true })]);
    await Promise.all(chats.map((chat) => chat.opens('Bodega')));
    const [ana, carla] = chats;
    await ana.page.evaluate(async () => {
      const data = new DataTransfer();
      for (const [name, wide, high] of [['alta', 200, 900], ['ancha', 900, 600]]) {
        const canvas = document.createElement('canvas');
        [canvas.width, canvas.height] = [wide, high];
        canvas.getContext('2d').fillRect(0, 0, wide, high);
        const blob = await new Promise((done) => { canvas.toBlob(done, 'image/png'); });
        data.items.add(new File([blob], `${name}.png`, { type: 'image/png' }));
      }
      document.querySelector('#input-mensaje').dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: data }));
    });
    for (const name of ['alta.png', 'ancha.png']) await isReady(ana, name);
    await send(ana);
    const opens = async ({ page }) => {
      await page.getByRole('button', { name: 'Imagen alta.png' }).click();
      await page.waitForFunction(() => document.querySelector('#galeria-imagen').naturalHeight === 900);
    };
    const place = ({ page }) => page.locator('#galeria-imagen').evaluate((image) => {
      const { left, top, width, height } = image.getBoundingClientRect();
      return { left, top, width, height, zoom: Number(document.querySelector('#modal-galeria').dataset.zoom), stage: document.querySelector('#galeria-escena').offsetHeight };
    });
    const says = ({ page }, words) => page.locator('#galeria-titulo').filter({ hasText: words }).waitFor();

    await opens(ana);
    const fitted = await place(ana);
    assert.ok(fitted.width <= 200 && fitted.height <= fitted.stage, JSON.stringify(fitted));
    await ana.page.keyboard.press('+');
    await ana.page.keyboard.press('+');
    const near = await place(ana);
    assert.ok(Math.abs(near.width - 2.25 * fitted.width) < 2, 'from the size at which it is shown');
    assert.ok(Math.abs(near.top + near.height / 2 - fitted.top - fitted.height / 2) < 3, 'the middle stays in the middle');
    await ana.page.keyboard.press('Escape');

    await opens(carla);
    const session = await carla.page.context().newCDPSession(carla.page);
    const touch = (type, ...points) => session.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
    const draw = async (from, to) => {
      await touch('touchStart', ...from);
      for (const part of [0.25, 0.5, 0.75, 1]) {
        await touch('touchMove', ...from.map(([x, y], at) => [x + part * (to[at][0] - x), y + part * (to[at][1] - y)]));
      }
      await touch('touchEnd');
    };
    await draw([[250, 300]], [[120, 310]]);
    await says(carla, 'ancha.png (2 de 2)');
    await draw([[250, 300]], [[120, 310]]);
    await says(carla, 'ancha.png (2 de 2)');
    await draw([[120, 300]], [[250, 310]]);
    await says(carla, 'alta.png (1 de 2)');
    await carla.page.waitForFunction(() => document.querySelector('#galeria-imagen').naturalHeight === 900);
    await draw([[180, 300], [180, 380]], [[180, 220], [180, 460]]);
    const drawn = await place(carla);
    assert.ok(drawn.zoom > 2.5 && drawn.zoom <= 3.1, `two fingers, three times as far from each other: ${drawn.zoom}`);
    await draw([[180, 300]], [[180, 400]]);
    const moved = await place(carla);
    assert.ok(Math.abs(moved.top - drawn.top - 100) < 3, `one finger moves it: ${drawn.top} → ${moved.top}`);
    await draw([[250, 300]], [[120, 300]]);
    await says(carla, 'alta.png (1 de 2)');
    await draw([[180, 200], [180, 460]], [[180, 320], [180, 340]]);
    assert.equal((await place(carla)).zoom, 1);
    await shot(carla.page, 'gallery-phone');
    for (const chat of chats) await chat.watch.isClean();
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
