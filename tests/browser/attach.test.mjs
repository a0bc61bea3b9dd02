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
  /** Files of that size, made in the page. */
  const drop = (chat, names, size = 1000) => chat.page.evaluate(([all, bytes]) => {
    const data = new DataTransfer();
    for (const name of all) data.items.add(new File([new Uint8Array(bytes)], name));
    document.querySelector('#mensajes-contenedor').dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }));
  }, [names, size]);
  const TOO_BIG = 26 * 1024 * 1024 + 1;
  const isStill = ({ page }) => page.locator('#modal-galeria').evaluate((modal) => Promise.all(modal.getAnimations({ subtree: true }).map((one) => one.finished.catch(() => {}))).then(() => {})); // what opens grows
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
    await isStill(bruno);
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
      await isStill({ page });
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

  it('never runs what somebody sends, even where its address is opened', async () => {
    const [ana, bruno] = await both();
    const files = [['pagina.html', 'text/html', '<script>alert(1)</script>'], ['dibujo.svg', 'image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>']];
    await ana.page.locator('#adjuntar-archivos').setInputFiles(files.map(([name, mimeType, text]) => ({ name, mimeType, buffer: Buffer.from(text) })));
    for (const [name] of files) await isReady(ana, name);
    await send(ana);
    bruno.page.on('dialog', () => assert.fail('something ran'));
    for (const [name] of files) {
      const address = await bruno.page.getByRole('link', { name: `Descargar ${name}` }).getAttribute('href');
      const [download] = await Promise.all([bruno.page.waitForEvent('download'), bruno.page.goto(address).catch(() => {})]);
      assert.equal(download.suggestedFilename(), name);
    }
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
    await drop(ana, ['enorme.bin'], TOO_BIG);
    await row(ana, 'enorme.bin').getByText('El archivo es demasiado grande').waitFor();
  });

  /** No file comes up any more. */
  const stall = (chat) => chat.page.route('**/api/chat/archivo/*?desde=*', () => {});
  const isWaitingFor = (chat, text) => chat.page.locator('#adjuntos-nota').getByText(`Se enviará cuando los archivos terminen de subir: «${text}»`).waitFor();

  it('gives the text that waits for a file back when that is removed', async () => {
    const [ana, bruno] = await both();
    await bruno.writes('¿Me mandas el informe?');
    await stall(ana);
    await ana.message('¿Me mandas el informe?').focus();
    await ana.page.keyboard.press('r');
    await ana.page.locator('#btn-urgente').click();
    await drop(ana, ['lento.bin']);
    await row(ana, 'lento.bin').waitFor();
    await ana.writes('Te mando el informe');
    await isWaitingFor(ana, 'Te mando el informe');
    await ana.page.locator('#respuesta').waitFor({ state: 'hidden' });
    await ana.composer.fill('Y otra cosa');
    await ana.page.getByRole('button', { name: 'Quitar lento.bin' }).focus();
    await ana.page.keyboard.press('Enter');
    await row(ana, 'lento.bin').waitFor({ state: 'detached' });
    assert.equal(await ana.composer.inputValue(), 'Te mando el informe\nY otra cosa');
    assert.ok(await ana.composer.evaluate((field) => document.activeElement === field));
    await ana.page.locator('#respuesta').getByText(`Respondes a ${shop.bruno.name}`).waitFor();
    assert.equal(await ana.page.locator('#btn-urgente').getAttribute('aria-pressed'), 'true');
    await ana.opens('Bodega');
    await ana.row(shop.bruno.name).getByText('Borrador: Te mando el informe').waitFor();
    assert.deepEqual(await ana.page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes(':espera:'))), []);
    await ana.watch.isClean();
  });

  it('asks before a reload, which gives the text back', async () => {
    const [ana] = await both();
    await stall(ana);
    await ana.composer.fill('');
    await drop(ana, ['lento.bin']);
    await row(ana, 'lento.bin').waitFor();
    await ana.writes('No me pierdas');
    await isWaitingFor(ana, 'No me pierdas');
    const asked = [];
    ana.page.removeAllListeners('dialog');
    ana.page.on('dialog', (dialog) => { asked.push(dialog.type()); dialog.accept(); });
    const other = await ana.page.context().newPage();
    await other.goto('/chat');
    await other.locator('body[data-is-whole]').waitFor();
    assert.equal(await other.getByText('Borrador: No me pierdas').count(), 0, 'the first page waits still');
    await ana.page.reload();
    await ana.isLive();
    assert.deepEqual(asked, ['beforeunload']);
    await ana.hasOpen(shop.bruno.name);
    await ana.page.waitForFunction(() => document.querySelector('#input-mensaje').value === 'No me pierdas');
    await ana.page.reload();
    await ana.isLive();
    assert.equal(await ana.composer.inputValue(), 'No me pierdas', 'once');
    assert.deepEqual(asked, ['beforeunload'], 'nothing is lost now');
  });

  it('says how many were left out, and why', async () => {
    const [ana] = await both();
    await stall(ana);
    const note = ana.page.locator('#adjuntos-nota');
    await ana.composer.fill('');
    await drop(ana, ['uno.bin']);
    await drop(ana, Array.from({ length: 12 }, (_, index) => `otro ${index}.bin`));
    await note.getByText('3 archivos quedaron fuera: un mensaje lleva 10 como máximo.').waitFor();
    assert.equal(await ana.page.locator('.upload').count(), 10);
    await ana.page.getByRole('button', { name: 'Quitar uno.bin' }).click();
    await note.waitFor({ state: 'hidden' });
    await send(ana);
    await note.getByText('Se enviará cuando').waitFor();
    assert.equal(await ana.page.locator('.composer.has-files').count(), 0, 'nothing more to send');
    await drop(ana, ['tarde.bin']);
    await note.getByText('1 archivo quedó fuera: espera a que salga el mensaje anterior. Se enviará cuando los archivos terminen de subir.').waitFor();
    await ana.opens('Bodega');
    await note.waitFor({ state: 'hidden' });
    await ana.watch.isClean();
  });

  it('sends nothing while a file has failed, and says why', async () => {
    const [ana, bruno] = await both();
    await drop(ana, ['enorme.bin'], TOO_BIG);
    await row(ana, 'enorme.bin').getByText('El archivo es demasiado grande').waitFor();
    assert.ok(await row(ana, 'enorme.bin').getByRole('button', { name: 'Reintentar' }).isHidden(), 'it would be too big again');
    await ana.writes('Con el archivo');
    await ana.page.locator('#redaccion-nota').getByText('Quita o reintenta los archivos que no subieron').waitFor();
    assert.equal(await ana.composer.inputValue(), 'Con el archivo');
    await ana.page.getByRole('button', { name: 'Quitar enorme.bin' }).click();
    await ana.page.locator('#redaccion-nota').waitFor({ state: 'hidden' });
    await ana.composer.press('Enter');
    await bruno.seesOnce('Con el archivo');
    let release;
    await ana.page.route('**/api/chat/archivo', async (route) => {
      await new Promise((resolve) => { release = resolve; });
      await route.continue();
    });
    await drop(ana, ['enorme.bin'], TOO_BIG);
    await row(ana, 'enorme.bin').waitFor();
    await ana.writes('Ya mandado');
    await isWaitingFor(ana, 'Ya mandado');
    release();
    await ana.page.locator('#adjuntos-nota').getByText('No se ha enviado: «Ya mandado». Quita o reintenta los archivos que no subieron.').waitFor();
    await ana.page.getByRole('button', { name: 'Quitar enorme.bin' }).click();
    assert.equal(await ana.composer.inputValue(), 'Ya mandado');
    await ana.watch.isClean();
  });
});
