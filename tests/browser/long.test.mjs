// A conversation of years: it opens at once, scrolls, keeps the reader's place, and never has more than some hundred
// messages in the document.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { Shop } from '../clients/support/shop.mjs';
import { Chromium, PHONE } from './support/chromium.mjs';
import { numbered, writeMany } from './support/many.mjs';
import { shiftsOf, watchShifts } from './support/shifts.mjs';
import { shot } from './support/shots.mjs';

const MANY = 100_000;
const MOST_NODES = 260; // messages in the document
const UNREAD = 130; // of Bruno's: more than one page

describe(`a conversation of ${MANY} messages`, () => {
  const shop = new Shop();
  const chromium = new Chromium();
  before(async () => {
    await Promise.all([shop.open(), chromium.open()]);
    await shop.server.stop();
    await writeMany(shop.server, shop.chat, { count: MANY, authors: [shop.ana.rut, shop.bruno.rut], unread: { [shop.bruno.rut]: UNREAD } });
    await shop.server.start();
  });
  afterEach(() => chromium.closePages());
  after(() => Promise.all([shop.close(), chromium.close()]));

  it('opens at the end, with few messages in the document', async (test) => {
    const ana = await opened(shop.ana);
    const shown = numbered(await ana.texts());
    assert.equal(shown.at(-1), MANY);
    assert.ok(shown.length <= MOST_NODES, `${shown.length} messages`);
    assert.ok(await isAtEnd(ana));
    test.diagnostic(`from the click to the messages: ${await ana.page.evaluate(() => Math.round(window.__opened))} ms`);
    await ana.watch.isClean();
  });

  it('scrolls far up, in order and without a gap, and back', async () => {
    const ana = await opened(shop.ana);
    let oldest = MANY;
    for (let turn = 0; turn < 60; turn += 1) oldest = Math.min(oldest, await scrolls(ana, -900));
    assert.ok(oldest < MANY - 700, `came to ${oldest}`);
    for (let turn = 0; turn < 20; turn += 1) await scrolls(ana, 900);
    await ana.watch.isClean();
  });

  it('goes to the first message by Home and back to the newest by End, and lets go of what lies between', async (test) => {
    const ana = await opened(shop.ana);
    await ana.timeline.focus();
    const began = Date.now();
    await ana.page.keyboard.press('Home');
    await ana.page.waitForFunction(() => /^1 /.test(document.activeElement.querySelector('[data-part=text]')?.textContent ?? ''), null, { timeout: 120_000 });
    test.diagnostic(`to the first of ${MANY}: ${Date.now() - began} ms`);
    assert.deepEqual(numbered(await ana.texts()).slice(0, 3), [1, 2, 3]);
    assert.ok((await ana.texts()).length <= MOST_NODES);
    await ana.page.getByText('Aquí empieza la conversación').waitFor();
    await shot(ana.page, 'long-first');
    for (let turn = 0; turn < 15; turn += 1) await scrolls(ana, 900);
    await ana.timeline.locator('.message').last().focus();
    await ana.page.keyboard.press('End');
    await ana.page.waitForFunction((last) => document.activeElement.textContent.includes(`${last} `), MANY);
    assert.ok(await isAtEnd(ana));
    await ana.writes('Al final');
    await ana.seesOnce('Al final');
    await ana.watch.isClean();
  });

  it('leaves the way to the first message, where it is long, at the next key', async () => {
    const ana = await opened(shop.ana);
    const { letGo } = await hold(ana.page, 'despues_de=inicio');
    await ana.timeline.focus();
    await ana.page.keyboard.press('Home');
    await ana.page.locator('#mensajes-dia.is-shown').getByText('Cargando…').waitFor();
    await ana.page.keyboard.press('End');
    const comes = ana.page.waitForResponse('**/api/chat/mensajes/*despues_de=inicio*');
    letGo();
    await comes;
    await ana.page.locator('#mensajes-dia:not(.is-shown)').waitFor({ state: 'attached' });
    await ana.page.waitForFunction((last) => document.activeElement.textContent.includes(last), 'Al final');
    assert.ok(await isAtEnd(ana));
    await ana.watch.isClean();
  });

  it('keeps what is selected while one scrolls away from it', async () => {
    const ana = await opened(shop.ana);
    await ana.timeline.evaluate((box) => document.getSelection().selectAllChildren([...box.querySelectorAll('.message [data-part=text]')].at(-2)));
    const selected = await ana.page.evaluate(() => document.getSelection().toString());
    assert.ok(selected);
    for (let turn = 0; turn < 15; turn += 1) {
      await ana.timeline.evaluate((box) => {
        box.scrollTop -= 900;
        return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      });
    }
    assert.equal(await ana.page.evaluate(() => document.getSelection().toString()), selected);
    assert.ok((await ana.texts()).length <= 410);
  });

  it('opens at the first unread message', async () => {
    const bruno = await opened(shop.bruno);
    const line = bruno.timeline.locator('.separator[data-kind=unread]');
    await line.waitFor();
    const place = await line.evaluate((element) => element.getBoundingClientRect().top - document.querySelector('#mensajes-contenedor').getBoundingClientRect().top);
    assert.ok(place >= 0 && place < 120, `the line is ${place} px below the top`);
    await bruno.page.locator('#btn-bajar').waitFor();
    await shot(bruno.page, 'long-unread');
    const unread = numbered(await bruno.texts()).filter((number) => number > 0);
    assert.ok(unread.length <= MOST_NODES);
    await bruno.page.locator('#btn-bajar').click();
    await bruno.page.waitForFunction(() => document.querySelector('#btn-bajar').classList.contains('hidden'));
    assert.ok(await isAtEnd(bruno));
  });

  it('keeps the place to the pixel when older pages load', async () => {
    const ana = await opened(shop.ana, { viewport: PHONE });
    for (let pages = 0; pages < 4; pages += 1) {
      const loaded = ana.page.waitForResponse('**/api/chat/mensajes/*antes_de=*');
      const held = await hold(ana.page);
      await ana.timeline.evaluate((box) => { box.scrollTop = 500; });
      const place = await watchPlace(ana);
      held.letGo();
      await loaded;
      await ana.page.waitForFunction(() => !document.querySelector('#btn-anteriores').disabled);
      await place.isKept();
    }
  });

  it('keeps the place when new messages come, tells how many, and leads there', async () => {
    const ana = await opened(shop.ana);
    await scrolls(ana, -3000);
    const place = await watchPlace(ana);
    for (const text of ['Uno nuevo', 'Dos nuevos', 'Tres nuevos']) await shop.bruno.writes(shop.chat, text);
    const button = ana.page.getByRole('button', { name: '3 mensajes nuevos: ir al último' });
    await button.waitFor();
    assert.equal((await button.innerText()).trim(), '3 mensajes nuevos');
    await place.isKept();
    await shot(ana.page, 'long-new-below');
    await button.click();
    await ana.sees('Tres nuevos');
    assert.ok(await isAtEnd(ana));
    await shop.bruno.writes(shop.chat, 'Y el cuarto');
    await ana.sees('Y el cuarto');
    await ana.page.waitForFunction(() => document.querySelector('#btn-bajar').classList.contains('hidden'));
    assert.ok(await isAtEnd(ana), 'at the end it stays at the end');
  });

  it('keeps the place when the window gets another width', async () => {
    const ana = await opened(shop.ana);
    await scrolls(ana, -5000);
    const place = await watchPlace(ana);
    await ana.page.setViewportSize({ width: 900, height: 800 });
    await ana.page.waitForFunction(() => window.innerWidth === 900); // the browser answers before the page has it
    await place.isKept();
  });

  it('keeps the place when the width changes while it scrolls', async () => {
    const ana = await opened(shop.ana);
    await scrolls(ana, -5000);
    const place = await watchPlace(ana);
    await ana.timeline.evaluate((box) => {
      box.style.maxWidth = '400px';
      box.scrollTop -= 1;
    });
    await place.isKept();
  });

  it('moves nothing by itself while it opens, scrolls and gets messages', async () => {
    const ana = await opened(shop.ana);
    for (let turn = 0; turn < 10; turn += 1) await scrolls(ana, -700);
    await shop.bruno.writes(shop.chat, 'Sin mover nada');
    await ana.page.getByRole('button', { name: /nuevo.*: ir al último/ }).waitFor();
    await ana.page.locator('#btn-bajar').click();
    await ana.sees('Sin mover nada');
    await shop.bruno.writes(shop.chat, 'Tampoco al final');
    await ana.sees('Tampoco al final');
    assert.deepEqual(await shiftsOf(ana.page), []);
  });

  async function opened(person, options) {
    const chat = await chromium.of(person, options);
    await watchShifts(chat.page);
    await chat.comesBack();
    const row = chat.row(person === shop.ana ? shop.bruno.name : shop.ana.name);
    await row.evaluate((element) => element.addEventListener('click', () => {
      const began = performance.now();
      const look = () => (document.querySelector('.message') ? (window.__opened = performance.now() - began) : requestAnimationFrame(look));
      look();
    }));
    await row.click();
    await chat.timeline.locator('.message').first().waitFor();
    return chat;
  }
});

/** Scrolls by that much; tells the oldest message then shown, after looking that they are in order and few. */
async function scrolls(chat, px) {
  const texts = await chat.timeline.evaluate(async (box, by) => {
    box.scrollTop += by;
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    return Array.from(box.querySelectorAll('.message [data-part=text]'), (element) => element.textContent);
  }, px);
  const shown = numbered(texts).filter((number) => !Number.isNaN(number));
  assert.ok(texts.length <= MOST_NODES, `${texts.length} messages in the document`);
  for (let at = 1; at < shown.length; at += 1) assert.equal(shown[at], shown[at - 1] + 1, 'each after the one before it');
  return shown[0] ?? Infinity;
}

async function isAtEnd(chat) {
  return chat.timeline.evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight < 2);
}

/** Remembers where the first message in view is, to look again later. */
async function watchPlace(chat) {
  const where = (id) => chat.timeline.evaluate(async (box, wanted) => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const top = box.getBoundingClientRect().top;
    const all = Array.from(box.querySelectorAll('.message'));
    const one = wanted ? all.find((element) => element.dataset.mensajeId === wanted) : all.find((element) => element.getBoundingClientRect().bottom > top);
    return one && { id: one.dataset.mensajeId, top: one.getBoundingClientRect().top - top };
  }, id);
  const first = await where();
  return {
    async isKept() {
      const now = await where(first.id);
      assert.ok(now, 'the message is still there');
      assert.ok(Math.abs(now.top - first.top) <= 1, `it moved by ${now.top - first.top} px`);
    },
  };
}

/** Lets no page of that kind through until told to. */
async function hold(page, kind = 'antes_de=') {
  let letGo;
  const told = new Promise((resolve) => { letGo = resolve; });
  await page.route(`**/api/chat/mensajes/*${kind}*`, async (route) => {
    await told;
    await route.continue();
  }, { times: 1 });
  return { letGo };
}
