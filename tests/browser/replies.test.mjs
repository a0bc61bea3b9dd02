// Answering, changing, taking back, passing on: with two people, and what each of them then sees.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { Shop } from '../clients/support/shop.mjs';
import { Chromium, PHONE } from './support/chromium.mjs';
import { passesAxe } from './support/accessibility.mjs';
import { shot } from './support/shots.mjs';

describe('what is done with messages', () => {
  const shop = new Shop();
  const chromium = new Chromium();
  before(async () => {
    await Promise.all([shop.open(), chromium.open()]);
    await shop.bruno.writes(shop.chat, '¿Llegó el pedido?');
  });
  afterEach(() => chromium.closePages());
  after(() => Promise.all([shop.close(), chromium.close()]));

  const menu = async (one, text, name) => {
    await one.message(text).last().focus();
    await one.page.keyboard.press('Enter');
    await one.page.getByRole('menuitem', { name, exact: true }).click();
  };

  it('answers a message, kept over a reload, and the quote leads to it', async () => {
    const [ana, bruno] = await chromium.inConversation([shop.ana, shop.bruno.name], [shop.bruno, shop.ana.name]);
    await ana.sees('¿Llegó el pedido?');
    await ana.message('¿Llegó el pedido?').focus();
    await ana.page.keyboard.press('r');
    await ana.page.getByText(`Respondes a ${shop.bruno.name}`).waitFor();
    await ana.composer.fill('Sí, hoy');
    await shot(ana.page, 'reply-bar');
    await ana.page.reload();
    await ana.isLive();
    await ana.page.getByText(`Respondes a ${shop.bruno.name}`).waitFor();
    await ana.composer.press('Enter');
    await ana.page.locator('#respuesta').waitFor({ state: 'hidden' });
    await bruno.message('Sí, hoy').getByRole('button', { name: '¿Llegó el pedido?' }).click();
    await bruno.page.waitForFunction(() => document.activeElement.querySelector?.('[data-part=text]')?.textContent === '¿Llegó el pedido?');
    await ana.message('¿Llegó el pedido?').focus();
    await ana.page.keyboard.press('r');
    await ana.composer.press('Escape');
    await ana.page.locator('#respuesta').waitFor({ state: 'hidden' });
    for (const one of [ana, bruno]) await one.watch.isClean();
  });

  it('changes one\'s last message by the arrow, and shows the texts before', async () => {
    const [ana, bruno] = await chromium.inConversation([shop.ana, shop.bruno.name], [shop.bruno, shop.ana.name]);
    await ana.writes('Llega a las 9');
    await ana.seesOnce('Llega a las 9');
    await ana.composer.press('ArrowUp');
    await ana.page.getByText('Editando').waitFor();
    assert.equal(await ana.composer.inputValue(), 'Llega a las 9');
    await ana.composer.fill('Llega a las 10');
    await ana.composer.press('Enter');
    for (const one of [ana, bruno]) await one.sees('Llega a las 10');
    await ana.writes('A más tardar');
    await ana.seesOnce('A más tardar');
    const isApart = await ana.message('Llega a las 10').evaluate((message) => {
      const range = document.createRange();
      range.selectNodeContents(message.querySelector('[data-part=text]'));
      const [text, mark] = [range, message.querySelector('[data-part=edited]')].map((one) => one.getBoundingClientRect());
      return text.right <= mark.left || text.bottom <= mark.top;
    });
    assert.ok(isApart, 'the text and what says that it was changed don\'t lie over each other');
    await bruno.message('Llega a las 10').getByRole('button', { name: 'editado' }).click();
    const dialog = bruno.page.getByRole('dialog', { name: 'Textos anteriores' });
    await dialog.getByText('Llega a las 9', { exact: true }).waitFor();
    await passesAxe(bruno.page, 'editions');
    for (const one of [ana, bruno]) await one.watch.isClean();
  });

  it('keeps the text of a change that fails', async () => {
    const ana = await chromium.with(shop.ana);
    await ana.opens(shop.bruno.name);
    await ana.page.route('**/api/chat/mensaje/editar', (route) => route.fulfill({ status: 409, json: { error: 'Ya pasó el plazo' } }));
    await ana.sees('Llega a las 10');
    await ana.composer.press('ArrowUp');
    await ana.composer.fill('Llega a las 11');
    await ana.composer.press('Enter');
    await ana.page.locator('#noticia').getByText('Ya pasó el plazo').waitFor();
    assert.equal(await ana.composer.inputValue(), 'Llega a las 11');
    await ana.composer.press('Escape');
    assert.equal(await ana.composer.inputValue(), '');
  });

  const edits = (one) => one.page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes(':edicion:')).length);

  it('keeps what is being changed over a reload and another conversation', async () => {
    const ana = await chromium.with(shop.ana);
    await ana.opens(shop.bruno.name);
    await ana.writes('Son 12 cajas');
    await ana.seesOnce('Son 12 cajas');
    await ana.composer.fill('Más tarde');
    await ana.message('Son 12 cajas').focus();
    await ana.page.keyboard.press('e');
    await ana.composer.fill('Son 24 cajas');
    await ana.page.reload();
    await ana.isLive();
    const editing = ana.page.locator('#respuesta').getByText('Editando');
    await editing.waitFor();
    assert.equal(await ana.composer.inputValue(), 'Son 24 cajas');
    await ana.opens('Bodega');
    await editing.waitFor({ state: 'hidden' });
    assert.equal(await ana.composer.inputValue(), '');
    await ana.opens(shop.bruno.name);
    await editing.waitFor();
    assert.equal(await ana.composer.inputValue(), 'Son 24 cajas');
    await ana.composer.press('Enter');
    await ana.showsAs('Son 24 cajas', 'stored');
    await editing.waitFor({ state: 'hidden' });
    await ana.page.waitForFunction(() => document.querySelector('#input-mensaje').value === 'Más tarde');
    await ana.page.waitForFunction(() => !Object.keys(localStorage).some((key) => key.includes(':edicion:')));
    await ana.message('Son 24 cajas').focus();
    await ana.page.keyboard.press('e');
    assert.equal(await edits(ana), 1);
    await ana.composer.press('Escape');
    assert.equal(await edits(ana), 0);
    assert.equal(await ana.composer.inputValue(), 'Más tarde');
    await ana.composer.fill('');
    await ana.watch.isClean();
  });

  it('ends no change for another one, or for an answer, whose text is nowhere else', async () => {
    const ana = await chromium.with(shop.ana);
    const { page } = ana;
    const editing = page.locator('#respuesta').getByText('Editando');
    await ana.opens(shop.bruno.name);
    for (const text of ['Va en camino', 'Mañana hay reparto']) {
      await ana.writes(text);
      await ana.seesOnce(text);
    }
    const presses = async (text, key) => {
      await ana.message(text).focus();
      await page.keyboard.press(key);
    };
    await presses('Va en camino', 'e');
    await presses('Mañana hay reparto', 'e');
    assert.equal(await ana.composer.inputValue(), 'Mañana hay reparto', 'nothing was changed: that one is let go');
    await ana.composer.fill('Mañana no hay reparto');
    for (const [text, key] of [['Va en camino', 'r'], ['Va en camino', 'e'], ['Mañana hay reparto', 'e']]) {
      await presses(text, key);
      await page.locator('#noticia').getByText('Primero guarda o cancela').waitFor();
      assert.ok(await editing.isVisible(), key);
      assert.equal(await ana.composer.inputValue(), 'Mañana no hay reparto');
      assert.ok(await ana.composer.evaluate((field) => field === document.activeElement), key);
    }
    await ana.composer.press('Escape');
    await presses('Va en camino', 'r');
    await page.locator('#respuesta').getByText('Respondes a').waitFor();
    await editing.waitFor({ state: 'hidden' });
    await ana.watch.isClean();
  });

  it('takes neither files nor urgency along with a change, nor an empty text', async () => {
    const ana = await chromium.with(shop.ana);
    await ana.opens(shop.bruno.name);
    await ana.writes('Cambiable');
    await ana.seesOnce('Cambiable');
    await ana.message('Cambiable').focus();
    await ana.page.keyboard.press('e');
    for (const id of ['btn-adjuntar', 'btn-camara', 'btn-urgente']) assert.ok(await ana.page.locator(`#${id}`).isDisabled(), id);
    await ana.page.evaluate(() => {
      const data = new DataTransfer();
      data.items.add(new File(['x'], 'nota.txt'));
      document.querySelector('#mensajes-contenedor').dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }));
    });
    await ana.page.locator('#noticia').getByText('Termina de editar el mensaje antes de adjuntar archivos').waitFor();
    assert.equal(await ana.page.locator('.upload').count(), 0);
    await ana.composer.fill('');
    await ana.composer.press('Enter');
    await ana.page.locator('#redaccion-nota').getByText('Para borrarlo, usa Eliminar').waitFor();
    await ana.composer.pressSequentially('C');
    await ana.page.locator('#redaccion-nota').waitFor({ state: 'hidden' });
    await ana.composer.press('Escape');
    for (const id of ['btn-adjuntar', 'btn-urgente']) assert.ok(await ana.page.locator(`#${id}`).isEnabled(), id);
    await ana.watch.isClean();
  });

  it('leaves the text of a change whose message is deleted', async () => {
    const ana = await chromium.with(shop.ana);
    await ana.opens(shop.bruno.name);
    const begin = async (text) => {
      await ana.writes(text);
      await ana.seesOnce(text);
      await ana.message(text).focus();
      await ana.page.keyboard.press('e');
      await ana.composer.fill(`${text}, y algo largo`);
    };
    const remove = async (text) => {
      const { id } = (await shop.ana.history(shop.chat)).find((message) => message.contenido === text);
      await shop.ana.does('/api/chat/mensaje/eliminar', { mensaje_id: id });
    };
    await begin('Se va ahora');
    await remove('Se va ahora');
    await ana.page.locator('#noticia').getByText('Ese mensaje fue eliminado; tu texto sigue aquí').waitFor();
    await ana.page.locator('#respuesta').waitFor({ state: 'hidden' });
    assert.equal(await ana.composer.inputValue(), 'Se va ahora, y algo largo');
    await ana.page.reload();
    await ana.isLive();
    assert.equal(await ana.composer.inputValue(), 'Se va ahora, y algo largo', 'it is the draft');
    await ana.composer.fill('');
    await begin('Se va entretanto');
    await ana.page.goto('about:blank');
    await remove('Se va entretanto');
    await ana.page.goto(`/chat#${shop.chat}`);
    await ana.isLive();
    await ana.page.locator('#noticia').getByText('Ese mensaje fue eliminado; tu texto sigue aquí').waitFor();
    assert.equal(await ana.composer.inputValue(), 'Se va entretanto, y algo largo');
    await ana.composer.fill('');
    await ana.watch.isClean();
  });

  it('takes one back after asking, in its place, and in what quotes it', async () => {
    const [ana, bruno] = await chromium.inConversation([shop.ana, shop.bruno.name], [shop.bruno, shop.ana.name]);
    await ana.writes('Error mío');
    await bruno.sees('Error mío');
    await menu(bruno, 'Error mío', 'Responder');
    await bruno.writes('¿Cuál?');
    await ana.sees('¿Cuál?');
    await ana.message('Error mío').focus();
    await ana.page.keyboard.press('Delete');
    await passesAxe(ana.page, 'question');
    await ana.page.getByRole('button', { name: 'Eliminar', exact: true }).click();
    for (const one of [ana, bruno]) {
      await one.message('¿Cuál?').getByRole('button', { name: 'Mensaje eliminado' }).waitFor();
      await one.sees('Mensaje eliminado');
      await one.watch.isClean();
    }
  });

  it('offers nothing for one that was taken back, and says nothing of its way', async () => {
    await shop.ana.writes(shop.plaza, 'Sirve todavía');
    const gone = await shop.ana.writes(shop.plaza, 'Me equivoqué');
    await shop.ana.does('/api/chat/mensaje/eliminar', { mensaje_id: gone.id });
    const ana = await chromium.with(shop.ana);
    await ana.opens('Plaza');
    await ana.message('Sirve todavía').hover();
    assert.ok(await ana.message('Sirve todavía').getByRole('button', { name: 'Opciones del mensaje', includeHidden: true }).isVisible());
    const own = ana.message('Mensaje eliminado');
    await own.hover();
    assert.equal(await own.locator('[data-part=menu]').isVisible(), false);
    assert.equal(await own.locator('[data-part=state]').isVisible(), false);
    assert.doesNotMatch(await own.getAttribute('aria-describedby'), /state-/);
    await ana.opens(shop.bruno.name);
    await ana.row('Plaza').getByText('Mensaje eliminado', { exact: true }).waitFor();
    assert.equal(await ana.row('Plaza').locator('[data-part=state]').isVisible(), false);

    const bruno = await chromium.with(shop.bruno, { viewport: PHONE, hasTouch: true, isMobile: true });
    await bruno.opens('Plaza');
    const session = await bruno.page.context().newCDPSession(bruno.page);
    const draws = async (text) => {
      const bubble = bruno.message(text).locator('.bubble');
      const { x, y, height } = await bubble.boundingBox();
      const point = (right) => [{ x: x + 20 + right, y: y + height / 2 }];
      await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: point(0) });
      for (const right of [20, 40, 60, 70]) await session.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: point(right) });
      const isDrawn = await bruno.message(text).evaluate((one) => one.classList.contains('is-drawn') || one.querySelector('.bubble').style.transform !== '');
      await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
      return isDrawn;
    };
    assert.equal(await draws('Mensaje eliminado'), false);
    assert.equal(await draws('Sirve todavía'), true);
    await bruno.page.getByText(`Respondes a ${shop.ana.name}`).waitFor();
    for (const one of [ana, bruno]) await one.watch.isClean();
  });

  it('passes one on to several, pins, stars, and leads to all of them, on a phone too', async () => {
    const ana = await chromium.with(shop.ana, { viewport: PHONE, hasTouch: true });
    await ana.opens(shop.bruno.name);
    await ana.sees('¿Llegó el pedido?');
    await menu(ana, '¿Llegó el pedido?', 'Reenviar');
    const forward = ana.page.getByRole('dialog', { name: 'Reenviar a…' });
    await forward.getByRole('checkbox', { name: /Bodega/ }).click();
    await forward.getByRole('checkbox', { name: /Plaza/ }).click();
    await passesAxe(ana.page, 'forward');
    await shot(ana.page, 'forward-phone');
    await forward.getByRole('button', { name: 'Reenviar (2)' }).click();
    await menu(ana, '¿Llegó el pedido?', 'Fijar');
    await ana.page.locator('#fijados').getByText('Mensaje fijado').waitFor();
    await menu(ana, '¿Llegó el pedido?', 'Destacar');
    await ana.message('¿Llegó el pedido?').getByRole('img', { name: 'Destacado' }).waitFor();
    await shot(ana.page, 'pinned-phone');
    await ana.page.locator('#btn-fijados').click();
    await ana.page.getByRole('dialog', { name: 'Mensajes fijados' }).getByText('¿Llegó el pedido?').waitFor();
    await ana.page.keyboard.press('Escape');
    assert.ok((await ana.overflow()) <= 0);
    await ana.page.goBack();
    await ana.page.locator('#btn-ajustes').click();
    await ana.page.locator('#btn-ver-destacados').click();
    const starred = ana.page.getByRole('dialog', { name: 'Mensajes destacados' });
    await starred.getByText('¿Llegó el pedido?').waitFor();
    await passesAxe(ana.page, 'starred');
    await starred.getByText('¿Llegó el pedido?').click();
    await ana.hasOpen(shop.bruno.name);
    await ana.page.goto(`/chat#${shop.team}`);
    await ana.page.reload();
    await ana.hasOpen('Bodega');
    await ana.message('¿Llegó el pedido?').getByText('Reenviado').waitFor();
    await ana.watch.isClean();
  });

  for (const viewport of [PHONE, { width: 1440, height: 900 }]) {
    it(`says what was done where it covers no control, and shortly, ${viewport.width} px`, async () => {
      const isPhone = viewport === PHONE;
      const ana = await chromium.with(shop.ana, { viewport, hasTouch: isPhone, isMobile: isPhone });
      const { page } = ana;
      const notice = page.locator('#noticia');
      // Beside messages, which scroll, what lies under it could not be pressed meanwhile.
      const covered = () => page.evaluate(() => {
        const { left, right, top, bottom } = document.querySelector('#noticia').getBoundingClientRect();
        return Array.from(document.querySelectorAll('button, input, textarea, a')).filter((element) => {
          if (!element.checkVisibility({ checkVisibilityCSS: true }) || element.closest('#noticia, .message, .list-scroll, .visually-hidden')) return false;
          const box = element.getBoundingClientRect();
          return box.left < right && box.right > left && box.top < bottom && box.bottom > top;
        }).map((element) => element.id || element.className);
      });
      const isGone = () => notice.waitFor({ state: 'hidden' });
      await ana.opens(shop.bruno.name);
      await ana.sees('¿Llegó el pedido?');
      await page.evaluate(() => { location.hash += '/01900000-0000-7000-8000-000000000002'; });
      await notice.getByText('No se encontró ese mensaje').waitFor();
      assert.deepEqual(await covered(), []);
      if (!isPhone) await isGone();
      await menu(ana, '¿Llegó el pedido?', 'Copiar enlace al mensaje');
      await notice.getByText('Enlace copiado').waitFor(); // on the phone in the other's place
      await shot(page, `notice-${viewport.width}`);
      assert.deepEqual(await covered(), []);
      await isGone();
      if (!isPhone) return;
      await page.locator('#btn-volver').click();
      await page.locator('#area-conversacion').waitFor({ state: 'hidden' });
      await page.evaluate(() => { location.hash = '#01900000-0000-7000-8000-000000000001/01900000-0000-7000-8000-000000000002'; });
      await notice.getByText('No se encontró ese mensaje').waitFor();
      assert.deepEqual(await covered(), []);
    });
  }

  it('passes one on by keyboard alone, whoever is called so before groups with such a member', async () => {
    const ana = await chromium.with(shop.ana);
    const { keyboard } = ana.page;
    await shop.ana.writes(shop.plaza, 'La plaza está arriba en la lista');
    await ana.opens(shop.bruno.name);
    await ana.sees('¿Llegó el pedido?');
    await menu(ana, '¿Llegó el pedido?', 'Reenviar');
    const forward = ana.page.getByRole('dialog', { name: 'Reenviar a…' });
    const rows = forward.getByRole('checkbox');
    const names = () => rows.locator('[data-part=name]').allTextContents();
    const hasFocus = (one) => one.evaluate((element) => element === document.activeElement);
    await forward.waitFor();
    await keyboard.type('bru');
    assert.equal((await names())[0], shop.bruno.name);
    assert.deepEqual((await names()).slice(1).sort(), ['Bodega', 'Plaza']);
    await keyboard.press('Enter');
    assert.equal(await rows.first().getAttribute('aria-checked'), 'true');
    await forward.getByRole('status').getByText(`Para ${shop.bruno.name}.`).waitFor({ state: 'attached' });
    await keyboard.press('ArrowDown');
    assert.ok(await hasFocus(rows.nth(0)));
    await keyboard.press('Space');
    assert.equal(await rows.first().getAttribute('aria-checked'), 'false');
    await keyboard.press('ArrowDown');
    assert.ok(await hasFocus(rows.nth(1)));
    await keyboard.press('ArrowUp');
    await keyboard.press('ArrowUp');
    assert.ok(await hasFocus(forward.getByRole('searchbox')));
    await keyboard.press('Control+a');
    await keyboard.type('bode');
    await keyboard.press('Enter');
    await forward.getByRole('button', { name: 'Reenviar (1)' }).press('Enter');
    await ana.page.locator('#noticia').getByText('Reenviado a Bodega.').waitFor();
    await ana.watch.isClean();
  });

  it('follows a link to a message, and says where there is none', async () => {
    const [message] = await shop.ana.history(shop.chat);
    const ana = await chromium.with(shop.ana);
    await ana.page.goto('about:blank'); // from nowhere, as out of a mail
    await ana.page.goto(`/chat#${shop.chat}/${message.id}`);
    await ana.hasOpen(shop.bruno.name);
    await ana.page.waitForFunction((id) => document.activeElement.dataset.mensajeId === id, message.id);
    await ana.page.evaluate(() => { location.hash = '#01900000-0000-7000-8000-000000000001/01900000-0000-7000-8000-000000000002'; });
    await ana.page.locator('#noticia').getByText('No se encontró ese mensaje').waitFor();
    await ana.watch.isClean();
  });
});
