// Reading: how messages look, what can be done with them, by mouse, finger and keyboard, and that nothing jumps.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, afterEach, before, describe, it } from 'node:test';
import { Shop } from '../clients/support/shop.mjs';
import { Chromium, PHONE } from './support/chromium.mjs';
import { shiftsOf, watchShifts } from './support/shifts.mjs';
import { shot } from './support/shots.mjs';

const SEND = '**/api/chat/mensaje/enviar';
const HEIGHTS = { 360: 740, 768: 1024, 1440: 900 };
const LINK = 'https://tienda.cl/pedidos?n=12';

describe('reading a conversation', () => {
  const shop = new Shop();
  const chromium = new Chromium();
  before(async () => {
    await Promise.all([shop.open(), chromium.open()]);
    await shop.bruno.writes(shop.team, 'Buenos días');
    await shop.bruno.writes(shop.team, 'Faltan 12 cajas de té.\n¿Las pediste?');
    await shop.ana.writes(shop.team, 'Sí, llegan mañana a primera hora con el camión de Talca');
    await shop.ana.writes(shop.team, '👍');
    await shop.carla.writes(shop.team, `Mira (${LINK}), o escribe a bodega@tienda.cl.`);
    await shop.carla.writes(shop.team, 'Y no javascript:alert(1)');
  });
  afterEach(() => chromium.closePages());
  after(() => Promise.all([shop.close(), chromium.close()]));

  it('groups what one person writes in one breath, and says each time once', async () => {
    const ana = await opened(shop.ana, 'Bodega');
    const looks = await ana.timeline.locator('.message').evaluateAll((all) => all.map(({ classList }) => (
      ['is-own', 'is-continued', 'is-emoji'].filter((name) => classList.contains(name)).join(' '))));
    assert.deepEqual(looks.slice(0, 6), ['', 'is-continued', 'is-own', 'is-own is-continued is-emoji', '', 'is-continued']);
    const titles = await ana.timeline.locator('time').evaluateAll((all) => all.map((time) => time.title));
    for (const title of titles) assert.match(title, /^(lunes|martes|miércoles|jueves|viernes|sábado|domingo) \d+ de [a-z]+ de \d{4}, \d\d:\d\d:\d\d$/);
    const group = ana.timeline.getByRole('article', { name: /^Bruno Soto \d\d:\d\d$/ });
    assert.equal(await group.count(), 2, 'each is called by its author and time');
    assert.equal(await ana.timeline.locator('.separator').first().innerText(), 'Hoy');
  });

  it('makes addresses links, and nothing else', async () => {
    const ana = await opened(shop.ana, 'Bodega');
    const links = await ana.timeline.locator('a').evaluateAll((all) => all.map((link) => [link.getAttribute('href'), link.target, link.rel]));
    assert.deepEqual(links, [[LINK, '_blank', 'noopener noreferrer'], ['mailto:bodega@tienda.cl', '_blank', 'noopener noreferrer']]);
  });

  for (const isSecure of [true, false]) {
    it(`copies a message ${isSecure ? 'where the browser has a clipboard' : 'on plain HTTP, where it has none'}`, async () => {
      const ana = await chromium.of(shop.ana, { permissions: ['clipboard-read', 'clipboard-write'] });
      if (!isSecure) await ana.page.addInitScript(() => Object.defineProperty(Navigator.prototype, 'clipboard', { value: undefined }));
      await ana.comesBack();
      await ana.opens('Bodega');
      const message = ana.timeline.locator('.message').filter({ hasText: 'Faltan 12 cajas' });
      await message.hover();
      await message.getByRole('button', { name: 'Opciones del mensaje' }).click();
      await ana.page.getByRole('menuitem', { name: 'Copiar texto' }).click();
      await ana.page.locator('#anuncios').getByText('Texto copiado').waitFor();
      await ana.composer.focus();
      await ana.page.keyboard.press('Control+V');
      assert.equal(await ana.composer.inputValue(), 'Faltan 12 cajas de té.\n¿Las pediste?');
      assert.equal(await ana.page.locator('[role=menu]').count(), 0);
      await ana.composer.fill('');
      await ana.watch.isClean();
    });
  }

  it('is walked through by keyboard: one tab stop, arrows, links by Tab, and the menu', async () => {
    const ana = await opened(shop.ana, 'Bodega');
    const { keyboard } = ana.page;
    const focused = () => ana.page.evaluate(() => document.activeElement.closest('.message')?.querySelector('[data-part=text]').textContent ?? document.activeElement.id);
    await ana.composer.focus();
    await keyboard.press('Shift+Tab'); // the button that attaches
    await keyboard.press('Shift+Tab');
    assert.equal(await focused(), 'Y no javascript:alert(1)', 'the newest in view');
    await keyboard.press('ArrowUp');
    assert.match(await focused(), /^Mira/);
    await keyboard.press('Tab');
    assert.equal(await ana.page.evaluate(() => document.activeElement.href), LINK);
    await keyboard.press('ArrowUp');
    assert.equal(await focused(), '👍');
    await keyboard.press('Home');
    await ana.page.waitForFunction(() => document.activeElement.textContent.includes('Buenos días'));
    await keyboard.press('End');
    await ana.page.waitForFunction(() => document.activeElement.textContent.includes('javascript'));
    await keyboard.press('PageUp');
    await keyboard.press('Enter');
    await ana.page.getByRole('menu').waitFor();
    assert.equal(await ana.page.evaluate(() => document.activeElement.textContent), 'ResponderR');
    await keyboard.press('Escape');
    await ana.page.getByRole('menu').waitFor({ state: 'detached' });
    assert.ok(await ana.page.evaluate(() => document.activeElement.classList.contains('message')), 'the focus is back');
    await keyboard.press('ContextMenu');
    await ana.page.getByRole('menu').waitFor();
    await keyboard.press('Escape');
    await keyboard.press('Tab');
    assert.equal(await focused(), 'btn-adjuntar', 'one tab stop');
    await ana.watch.isClean();
  });

  it('opens the menu by a long press, and a short touch does nothing', async () => {
    const ana = await opened(shop.ana, 'Bodega', { viewport: PHONE, hasTouch: true, isMobile: true });
    const bubble = ana.timeline.locator('.bubble').filter({ hasText: 'Mira' });
    const box = await bubble.boundingBox();
    const [x, y] = [box.x + 30, box.y + box.height - 8];
    const touch = await ana.page.context().newCDPSession(ana.page);
    const press = (type) => touch.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x, y }] });
    await press('touchStart');
    await press('touchEnd');
    assert.equal(await ana.page.getByRole('menu').count(), 0);
    await press('touchStart');
    await ana.page.getByRole('menu').waitFor();
    await press('touchEnd');
    await shot(ana.page, 'reading-menu-phone');
    for (const name of ['Copiar texto', 'Copiar enlace', 'Seleccionar texto']) await ana.page.getByRole('menuitem', { name, exact: true }).waitFor();
    await ana.page.getByRole('menuitem', { name: 'Seleccionar texto' }).tap();
    assert.match(await ana.page.evaluate(() => document.getSelection().toString()), /^Mira/);
  });

  it('gives axe nothing to complain of, with and without the menu', async () => {
    for (const colorScheme of ['light', 'dark']) {
      const ana = await opened(shop.ana, 'Bodega', { colorScheme });
      await ana.page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
      const complaints = () => ana.page.evaluate(async () => {
        const { violations } = await window.axe.run({ include: [['#area-conversacion'], ['.menu']].filter(([one]) => document.querySelector(one)) });
        return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 200))}`);
      });
      assert.deepEqual(await complaints(), []);
      await ana.timeline.locator('.message').last().focus();
      await ana.page.keyboard.press('Enter');
      await ana.page.getByRole('menu').waitFor();
      assert.deepEqual(await complaints(), []);
    }
  });

  it('selects text across messages', async () => {
    const ana = await opened(shop.ana, 'Bodega');
    const from = await ana.message('Buenos días').locator('[data-part=text]').boundingBox();
    const to = await ana.timeline.locator('.message').filter({ hasText: 'Faltan' }).locator('[data-part=text]').boundingBox();
    await ana.page.mouse.move(from.x + 1, from.y + from.height / 2);
    await ana.page.mouse.down();
    await ana.page.mouse.move(to.x + to.width, to.y + to.height - 4, { steps: 5 });
    await ana.page.mouse.up();
    const selected = await ana.page.evaluate(() => document.getSelection().toString());
    assert.match(selected, /Buenos días[^]*Faltan 12 cajas/);
    await shop.bruno.writes(shop.team, 'Algo nuevo mientras tanto');
    await ana.sees('Algo nuevo mientras tanto');
    assert.equal(await ana.page.evaluate(() => document.getSelection().toString()), selected, 'and stays selected');
  });

  it('says what became of a message, also after a reload while it was pending', async () => {
    const ana = await chromium.of(shop.ana);
    await ana.page.routeWebSocket(/\/socket\.io\/\?/, (socket) => socket.close());
    await ana.page.route('**/socket.io/?*', (route) => route.abort());
    await ana.page.route(SEND, (route) => route.abort());
    const [name, value] = (await shop.ana.atAnotherTill()).cookie.split('=');
    await ana.page.context().addCookies([{ name, value, url: shop.server.origin }]);
    await ana.page.goto('/chat');
    await ana.opens(shop.bruno.name);
    await ana.writes('Queda pendiente');
    await ana.showsAs('Queda pendiente', 'waiting');
    const state = ana.message('Queda pendiente').locator('[data-part=state]');
    assert.equal(await state.getAttribute('aria-label'), 'Pendiente');
    assert.equal(await ana.message('Queda pendiente').locator('[data-part=time]').innerText(), 'Pendiente');
    await ana.page.reload();
    await ana.showsAs('Queda pendiente', 'waiting');
    await shot(ana.page, 'reading-pending');
    await ana.page.unroute(SEND);
    await ana.page.route(SEND, (route) => route.fulfill({ status: 400, contentType: 'application/json', body: '{"error":"No se puede mandar eso"}' }), { times: 1 });
    await ana.showsAs('Queda pendiente', 'refused');
    await ana.message('Queda pendiente').getByText('No se puede mandar eso').waitFor();
    await shot(ana.page, 'reading-refused');
    await ana.message('Queda pendiente').getByRole('button', { name: 'Editar' }).click();
    assert.equal(await ana.composer.inputValue(), 'Queda pendiente');
    await ana.composer.press('Enter');
    await ana.seesOnce('Queda pendiente');
    assert.equal(await state.getAttribute('aria-label'), 'Enviado');
  });

  for (const reducedMotion of ['no-preference', 'reduce']) {
    it(`brings few messages in without a jolt (motion: ${reducedMotion})`, async () => {
      const diego = await chromium.of(shop.diego, { reducedMotion });
      await watchShifts(diego.page);
      await diego.comesBack();
      const { page } = diego;
      await diego.opens(shop.carla.name);
      const opening = await shiftsOf(page, { withInput: true });
      for (const text of ['Uno', 'Dos', 'Tres']) {
        await shop.carla.writes(shop.foreignChat, `${text} ${reducedMotion}`);
        await diego.sees(`${text} ${reducedMotion}`);
        await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {}))));
      }
      if (reducedMotion === 'reduce') await page.waitForFunction(() => document.getAnimations().length === 0);
      else assert.deepEqual((await shiftsOf(page, { withInput: true })).slice(opening.length), []);
    });
  }

  it('stays at the end while many messages come one upon the other, from the first on', async () => {
    const ana = await chromium.with(shop.ana);
    await ana.opens('Plaza');
    for (let number = 1; number <= 230; number += 1) await shop.bruno.writes(shop.plaza, `Mensaje ${number} de muchos`);
    await ana.sees('Mensaje 230 de muchos');
    const { left, count } = await ana.timeline.evaluate((box) => (
      { left: box.scrollHeight - box.scrollTop - box.clientHeight, count: box.querySelectorAll('.message').length }));
    assert.ok(left < 2, `${left} px are left`);
    assert.ok(count <= 200, `${count} messages`);
    assert.equal(await ana.page.locator('#btn-bajar').isVisible(), false);
  });

  for (const width of [360, 768, 1440]) {
    for (const colorScheme of ['light', 'dark']) {
      it(`fits ${width} pixels, ${colorScheme}`, async () => {
        const ana = await opened(shop.ana, 'Bodega', { viewport: { width, height: HEIGHTS[width] }, colorScheme });
        await shot(ana.page, `reading-${width}-${colorScheme}`);
        assert.ok((await ana.overflow()) <= 0);
        const wide = await ana.timeline.evaluate((box) => box.scrollWidth - box.clientWidth);
        assert.ok(wide <= 0, `the messages are ${wide} px too wide`);
      });
    }
  }

  async function opened(person, title, options) {
    const chat = await chromium.with(person, options);
    await chat.opens(title);
    await chat.timeline.locator('.message').first().waitFor();
    return chat;
  }
});
