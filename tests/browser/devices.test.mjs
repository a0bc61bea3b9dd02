// Two people and three devices: Ana at a PC and at her phone, Bruno at his PC. What is said, counted, read, typed and
// who is here is the same on all three, at once.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { Shop } from '../clients/support/shop.mjs';
import { Chromium, PHONE } from './support/chromium.mjs';
import { shot } from './support/shots.mjs';

const GRACE_MS = 3000; // in which somebody may come back (PRESENCE_GRACE in limits.rs)
const SILENCE_MS = 5000; // after which the word that somebody is typing goes

describe('three devices of two people', () => {
  const shop = new Shop();
  const chromium = new Chromium();
  before(() => Promise.all([shop.open(), chromium.open()]));
  afterEach(() => chromium.closePages());
  after(() => Promise.all([shop.close(), chromium.close()]));

  /** Ana's PC, Ana's phone, Bruno's PC: all at their lists. */
  async function devices() {
    const phone = { viewport: PHONE, hasTouch: true, isMobile: true };
    const [pc, mobile, bruno] = await Promise.all([chromium.with(shop.ana), chromium.with(shop.ana, phone), chromium.with(shop.bruno)]);
    return { pc, mobile, bruno };
  }

  async function allClean(...pages) {
    for (const page of pages) await page.watch.isClean();
  }

  it('have the same messages in the same order, each once', async () => {
    const { pc, mobile, bruno } = await devices();
    await Promise.all([pc.opens(shop.bruno.name), mobile.opens(shop.bruno.name), bruno.opens(shop.ana.name)]);
    const said = ['¿Queda té verde?', 'Dos cajas', 'Guárdame una', 'Listo'];
    for (const [at, sender] of [pc, bruno, mobile, bruno].entries()) {
      await sender.composer.fill(said[at]);
      await sender.page.locator('#form-enviar-mensaje button[type=submit]').click(); // Enter on a phone is a new line
      for (const one of [pc, mobile, bruno]) await one.seesOnce(said[at]);
    }
    for (const one of [pc, mobile, bruno]) assert.deepEqual(await one.texts(), said);
    // Own on both of hers, whichever she wrote it on, and not on his.
    const isOwn = (one, text) => one.message(text).evaluate((element) => element.matches('.is-own'));
    for (const text of ['¿Queda té verde?', 'Guárdame una']) {
      assert.deepEqual(await Promise.all([pc, mobile, bruno].map((one) => isOwn(one, text))), [true, true, false], text);
    }
    await allClean(pc, mobile, bruno);
  });

  it('count what is unread alike, and what is read on one is read on the other', async () => {
    const { pc, mobile, bruno } = await devices();
    await bruno.opens(shop.ana.name);
    for (const text of ['Uno', 'Dos', 'Tres']) await bruno.writes(text);
    for (const one of [pc, mobile]) {
      await counts(one, shop.bruno.name, 3);
      await titleIs(one, '(3) Weigence Chat');
    }
    await shop.carla.writes(shop.team, 'Y yo');
    for (const one of [pc, mobile]) await counts(one, 'Bodega', 1);
    // On the phone she reads him; the PC, which only shows the list, knows at once. Bodega stays unread on both.
    await mobile.opens(shop.bruno.name);
    await mobile.sees('Tres');
    await counts(pc, shop.bruno.name, 0);
    for (const one of [pc, mobile]) await titleIs(one, '(1) Weigence Chat');
    assert.equal(await pc.badge('Bodega').textContent(), '1');
    // And the other way round; then what comes after counts from one again, on the device that does not show it.
    await pc.opens('Bodega');
    await titleIs(mobile, 'Weigence Chat');
    await mobile.page.goBack();
    await bruno.writes('Cuatro');
    for (const one of [pc, mobile]) await counts(one, shop.bruno.name, 1);
    await allClean(pc, mobile, bruno);
  });

  it('a conversation that is open but not looked at is read by the other device', async () => {
    const { pc, mobile, bruno } = await devices();
    await pc.opens(shop.bruno.name);
    await counts(pc, shop.bruno.name, 0); // what came before is read
    await isHidden(pc, true);
    await bruno.opens(shop.ana.name);
    await bruno.writes('¿Me lees?');
    await counts(pc, shop.bruno.name, 1);
    await mobile.opens(shop.bruno.name);
    await mobile.sees('¿Me lees?');
    await counts(pc, shop.bruno.name, 0);
    await bruno.writes('¿Y ahora?');
    await mobile.sees('¿Y ahora?');
    await counts(pc, shop.bruno.name, 0);
    await allClean(pc, mobile, bruno);
  });

  it('are told who is here, and since when not', async () => {
    const { pc, mobile, bruno } = await devices();
    for (const one of [pc, mobile]) {
      await one.row(shop.bruno.name).locator('[data-part=online]').waitFor();
      assert.equal(await one.row(shop.bruno.name).getByText('en línea', { exact: true }).count(), 1, 'a word for who sees no dot');
      await one.opens(shop.bruno.name);
      await presenceIs(one, 'en línea');
    }
    await bruno.opens(shop.ana.name);
    await presenceIs(bruno, 'en línea');
    await shot(pc.page, 'presence-here-pc');
    await shot(mobile.page, 'presence-here-phone');
    // One of her two devices goes: she is still here. Then the other one.
    await mobile.page.context().close();
    await bruno.page.context().close();
    await presenceIs(pc, 'visto hace un momento');
    assert.match(await pc.page.locator('#chat-presencia').getAttribute('title'), /^Visto por última vez: .*\d{4}, \d\d:\d\d$/);
    await pc.row(shop.bruno.name).locator('[data-part=online]').waitFor({ state: 'hidden' });
    await shot(pc.page, 'presence-gone-pc');
    const again = await chromium.with(shop.bruno);
    await again.opens(shop.ana.name);
    await presenceIs(again, 'en línea');
    await presenceIs(pc, 'en línea');
    await allClean(pc, again);
  });

  it('a page that is loaded again does not flicker for the others', async (test) => {
    const [pc, bruno] = await chromium.inConversation([shop.ana, shop.bruno.name], [shop.bruno, shop.ana.name]);
    await presenceIs(pc, 'en línea');
    await pc.page.evaluate(() => {
      window.__shown = [];
      const place = document.querySelector('#chat-presencia');
      new MutationObserver(() => window.__shown.push(place.textContent)).observe(place, { childList: true, characterData: true, subtree: true });
    });
    let longest = 0;
    for (let times = 0; times < 3; times += 1) {
      const began = Date.now();
      await bruno.page.reload();
      await bruno.isLive();
      longest = Math.max(longest, Date.now() - began);
    }
    await bruno.writes('Recargado');
    await pc.sees('Recargado');
    if (longest > GRACE_MS) test.diagnostic(`nothing to see: loading again took ${longest} ms here`);
    else assert.deepEqual(await pc.page.evaluate(() => window.__shown), []);
    await allClean(pc, bruno);
  });

  it('a group says how many of the others are here', async () => {
    const pc = await chromium.with(shop.ana);
    await pc.opens('Bodega');
    const carla = await chromium.with(shop.carla);
    await presenceIs(pc, '1 en línea');
    const bruno = await chromium.with(shop.bruno);
    await presenceIs(pc, '2 en línea');
    await shot(pc.page, 'presence-group-pc');
    assert.match(await pc.page.locator('#chat-info').textContent(), /^3 personas: Tú, /);
    await carla.logsOut();
    await presenceIs(pc, '1 en línea');
    // Nobody tells her of whom she shares nothing with.
    assert.equal(await pc.page.getByText(shop.elena.name).count(), 0);
    await allClean(pc, bruno);
  });

  it('show who is typing by name, until five seconds of silence', async () => {
    const { pc, mobile, bruno } = await devices();
    await Promise.all([pc.opens('Bodega'), mobile.opens('Bodega'), bruno.opens('Bodega')]);
    const carla = await chromium.with(shop.carla);
    await carla.opens('Bodega');
    await bruno.composer.pressSequentially('Es', { delay: 20 });
    const typed = performance.now();
    for (const one of [pc, mobile, carla]) await typingIs(one, `${shop.bruno.name} está escribiendo…`);
    await carla.composer.pressSequentially('Yo', { delay: 20 });
    await typingIs(pc, `${shop.bruno.name} y ${shop.carla.name} están escribiendo…`);
    await shot(pc.page, 'typing-two-pc');
    assert.equal(await bruno.page.locator('#escribiendo').textContent(), `${shop.carla.name} está escribiendo…`, 'not oneself');
    // A device of one's own is not "somebody typing" for the other.
    await pc.composer.pressSequentially('Hola', { delay: 20 });
    await typingIs(bruno, `${shop.carla.name} y ${shop.ana.name} están escribiendo…`);
    assert.ok(!(await mobile.page.locator('#escribiendo').textContent()).includes(shop.ana.name));
    for (const one of [pc, mobile, bruno, carla]) await typingIs(one, '');
    const silence = performance.now() - typed;
    assert.ok(silence >= SILENCE_MS - 200, `gone only after the silence: ${silence} ms`);
    await allClean(pc, mobile, bruno, carla);
  });

  it('what is unknown while the line is cut is not said', async () => {
    const [pc, bruno] = await chromium.inConversation([shop.ana, shop.bruno.name], [shop.bruno, shop.ana.name]);
    await presenceIs(pc, 'en línea');
    await shop.server.stop();
    await presenceIs(pc, '');
    await shop.server.start();
    await presenceIs(pc, 'en línea');
    await presenceIs(bruno, 'en línea');
  });
});

function presenceIs(chat, text) {
  return textIs(chat, '#chat-presencia', text);
}

function typingIs(chat, text) {
  return textIs(chat, '#escribiendo', text);
}

async function textIs(chat, selector, text) {
  await chat.page.waitForFunction(([where, wanted]) => document.querySelector(where).textContent === wanted, [selector, text])
    .catch(async () => assert.equal(await chat.page.locator(selector).textContent(), text, `${selector} of ${chat.person.name}`));
}

async function titleIs(chat, title) {
  await chat.page.waitForFunction((wanted) => document.title === wanted, title)
    .catch(async () => assert.equal(await chat.page.title(), title));
}

/** The list shows so many unread there; none is no badge at all. */
async function counts(chat, title, count) {
  const badge = chat.badge(title);
  if (count === 0) await badge.waitFor({ state: 'hidden' });
  else await badge.and(chat.page.getByText(String(count), { exact: true })).waitFor({ state: 'attached' });
}

/** The browser says that somebody looks at this tab, or at another one. */
async function isHidden(chat, hidden) {
  await chat.page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => value });
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => (value ? 'hidden' : 'visible') });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
}
