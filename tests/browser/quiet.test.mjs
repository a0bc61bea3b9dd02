// What may call, and when: the choice for a conversation, the hours of quiet, and what was read elsewhere.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { Shop } from '../clients/support/shop.mjs';
import { Emitter } from '../../assets/js/emitter.js';
import { Quiet, isBetween, minutesOf, tomorrow } from '../../assets/js/quiet.js';
import { passesAxe } from './support/accessibility.mjs';
import { Chromium, PHONE } from './support/chromium.mjs';
import { shot } from './support/shots.mjs';

const KEY = 'weigence-chat:ajustes';

describe('the hours', () => {
  const at = (time, from, to) => isBetween(minutesOf(time), minutesOf(from), minutesOf(to));

  it('are quiet from the first minute to before the last, over midnight too', () => {
    for (const time of ['22:00', '23:59', '00:00', '07:59']) assert.ok(at(time, '22:00', '08:00'), time);
    for (const time of ['21:59', '08:00', '12:00']) assert.ok(!at(time, '22:00', '08:00'), time);
    for (const time of ['13:00', '14:59']) assert.ok(at(time, '13:00', '15:00'), time);
    for (const time of ['12:59', '15:00', '00:00']) assert.ok(!at(time, '13:00', '15:00'), time);
    assert.ok(at('03:00', '09:00', '09:00'), 'from an hour to the same one is the whole day');
  });

  it('are none where a time is none', () => {
    for (const time of ['24:00', '9:00', '', 'x', '08:60']) assert.ok(Number.isNaN(minutesOf(time)), time);
    assert.ok(!at('09:00', '', '10:00'));
  });

  it('last until eight in the morning, where somebody says "until tomorrow"', () => {
    assert.deepEqual(tomorrow(new Date(2026, 10, 30, 18, 20)), new Date(2026, 11, 1, 8));
    assert.deepEqual(tomorrow(new Date(2026, 10, 30, 2)), new Date(2026, 10, 30, 8));
  });
});

describe('what may be told of', () => {
  class Choices extends Emitter {
    constructor(values) {
      super();
      this.values = { quietHours: false, quietFrom: '22:00', quietTo: '08:00', quietUntil: 0, levels: {}, ...values };
    }

    get(name) {
      return this.values[name];
    }

    levelOf(id) {
      return this.values.levels[id] || 'all';
    }
  }

  const quiet = (values) => {
    const { setInterval: usual } = globalThis;
    globalThis.setInterval = () => 0; // nothing stays running
    const made = new Quiet(new Choices(values), 'ana');
    globalThis.setInterval = usual;
    return made;
  };
  const message = (more) => ({ conversationId: 'c', userId: 'luis', mentions: [], ...more });
  const noon = new Date(2026, 10, 30, 12);

  it('depends on the conversation, and on being named', () => {
    const levels = quiet({ levels: { m: 'mentions', n: 'none' } });
    assert.ok(levels.tells(message(), noon));
    assert.ok(!levels.tells(message({ conversationId: 'm' }), noon));
    assert.ok(levels.tells(message({ conversationId: 'm', mentions: ['ana'] }), noon));
    assert.ok(levels.tells(message({ conversationId: 'm', mentions: ['todos'] }), noon));
    assert.ok(!levels.tells(message({ conversationId: 'n', mentions: ['ana'] }), noon));
    assert.ok(levels.tells(message({ conversationId: 'n', isUrgent: true }), noon));
    const list = [{ id: 'c', unread: 2 }, { id: 'm', unread: 5 }, { id: 'n', unread: 9 }];
    assert.equal(levels.count(list, (id) => (id === 'm' ? 1 : 0)), 3);
  });

  it('is nothing in the quiet hours, and nothing until then, but what is urgent', () => {
    const hours = quiet({ quietHours: true });
    assert.ok(!hours.tells(message(), new Date(2026, 10, 30, 23)));
    assert.ok(hours.tells(message({ isUrgent: true }), new Date(2026, 10, 30, 23)));
    assert.ok(hours.tells(message(), noon));
    const until = quiet({ quietUntil: noon.getTime() });
    assert.ok(!until.tells(message(), new Date(noon.getTime() - 1)));
    assert.ok(until.tells(message(), noon));
    assert.equal(until.until(noon), null);
  });
});

describe('in the page', () => {
  const shop = new Shop();
  const chromium = new Chromium();
  before(() => Promise.all([shop.open(), chromium.open()]));
  afterEach(() => chromium.closePages());
  after(() => Promise.all([shop.close(), chromium.close()]));

  /** Somebody whose notifications and badge are written down. */
  async function listening(person, settings = {}) {
    const chat = await chromium.of(person);
    await chat.page.context().grantPermissions(['notifications'], { origin: shop.server.origin });
    await chat.page.addInitScript(([key, values]) => {
      if (!localStorage.getItem(key)) localStorage.setItem(key, values);
      Object.assign(window, { __told: [], __closed: [], __badge: [], __notes: 0 });
      window.Notification = class extends EventTarget {
        static permission = 'granted';

        constructor(title, options) {
          super();
          Object.assign(this, { title, ...options });
          window.__told.push(this.body);
        }

        close() {
          window.__closed.push(this.tag);
        }
      };
      navigator.setAppBadge = (count) => Promise.resolve(window.__badge.push(count));
      navigator.clearAppBadge = () => Promise.resolve(window.__badge.push(0));
      const { start } = OscillatorNode.prototype;
      OscillatorNode.prototype.start = function (...when) {
        window.__notes += 1;
        start.apply(this, when);
      };
    }, [KEY, JSON.stringify({ notify: true, ...settings })]);
    await chat.comesBack();
    await chat.page.locator('#buscar-conversacion').click(); // after a touch it may sound
    return chat;
  }

  const isTold = ({ page }, body) => page.waitForFunction((text) => window.__told.includes(text), body);
  const told = ({ page }) => page.evaluate(() => window.__told);
  const badge = ({ page }, count) => page.waitForFunction((wanted) => window.__badge[window.__badge.length - 1] === wanted, count);
  const says = (person, conversacion_id, contenido, menciones) => person.does('/api/chat/mensaje/enviar', { conversacion_id, contenido, menciones });

  it('a conversation that tells only of mentions does, and what was muted before stays so', async () => {
    const ana = await listening(shop.ana, { muted: [shop.plaza] });
    await ana.opens('Bodega');
    await ana.page.locator('#btn-info').click();
    await ana.page.locator('#info-avisos').getByText('Menciones', { exact: true }).click();
    await ana.page.locator('#info-avisos-nota').getByText('solo cuando te mencionan').waitFor();
    await ana.page.keyboard.press('Escape');
    assert.equal(await ana.page.locator('#btn-silenciar').getAttribute('aria-pressed'), 'false');
    await ana.opens('Plaza');
    assert.equal(await ana.page.locator('#btn-silenciar').getAttribute('aria-pressed'), 'true');
    await ana.opens(shop.bruno.name);
    await says(shop.bruno, shop.team, 'Nada importante');
    await says(shop.bruno, shop.plaza, 'En silencio @Ana Rojas', [shop.ana.rut]);
    await says(shop.bruno, shop.team, 'Ven @Ana Rojas', [shop.ana.rut]);
    await isTold(ana, 'Ven @Ana Rojas');
    assert.deepEqual(await told(ana), ['Ven @Ana Rojas']);
    await badge(ana, 1);
    await ana.page.waitForFunction(() => document.title.startsWith('(3)')); // the tab counts all
    // The bell: from whatever it was to nothing, and to everything.
    await ana.opens('Bodega');
    await ana.page.locator('#btn-silenciar').click();
    assert.equal(await ana.page.locator('#btn-silenciar').getAttribute('aria-pressed'), 'true');
    await ana.page.locator('#btn-silenciar').click();
    await ana.page.locator('#btn-info').click();
    assert.ok(await ana.page.getByRole('radio', { name: 'Todo' }).isChecked());
    await ana.page.keyboard.press('Escape');
    await ana.opens(shop.bruno.name);
    await ana.page.locator('#btn-info').click();
    assert.ok(await ana.page.getByText('Menciones', { exact: true }).isHidden(), 'of two nobody needs naming');
    await ana.watch.isClean();
  });

  it('nothing calls in the quiet hours, and everything after them', async () => {
    const ana = await listening(shop.ana);
    const { page } = ana;
    await page.locator('#btn-ajustes').click();
    await page.getByRole('switch', { name: 'No molestar a ciertas horas' }).click();
    const hours = page.locator('#ajustes-descanso-desde-hasta');
    await hours.getByLabel('Desde').fill('00:00');
    await hours.getByLabel('Hasta').fill('00:00');
    await page.locator('#ajustes-descanso-nota').getByText('Sin avisos a toda hora.').waitFor();
    await page.keyboard.press('Escape');
    const [before] = await page.evaluate(() => [window.__notes]);
    await says(shop.bruno, shop.chat, 'De noche');
    await page.waitForFunction(() => document.title.startsWith('('));
    await badge(ana, 0);
    await page.reload();
    await ana.isLive();
    await page.locator('#btn-ajustes').click();
    assert.ok(await page.getByRole('switch', { name: 'No molestar a ciertas horas' }).isChecked(), 'kept on this device');
    await page.getByRole('switch', { name: 'No molestar a ciertas horas' }).click();
    await page.waitForFunction(() => window.__badge[window.__badge.length - 1] > 0);
    await page.keyboard.press('Escape');
    await says(shop.bruno, shop.chat, 'De día');
    await isTold(ana, 'De día');
    assert.deepEqual(await told(ana), ['De día']);
    assert.equal(before, 0);
  });

  it('an hour of quiet is begun and ended by a button, also from another tab', async () => {
    const ana = await listening(shop.ana);
    const { page } = ana;
    await page.locator('#btn-ajustes').click();
    await page.getByRole('button', { name: 'Por 1 hora' }).click();
    await page.locator('#ajustes-descanso-nota').getByText(/^Sin avisos hasta (las|mañana a las) \d\d:\d\d\.$/).waitFor();
    await says(shop.bruno, shop.chat, 'En esta hora');
    await badge(ana, 0);
    const second = await page.context().newPage();
    await second.goto('/chat');
    await second.locator('body[data-is-whole]').waitFor();
    await second.locator('#btn-ajustes').click();
    await second.getByRole('button', { name: 'Volver a avisar' }).click();
    await page.waitForFunction(() => document.querySelector('#ajustes-descanso-nota').textContent === '');
    await second.close();
    assert.ok(await page.getByRole('button', { name: 'Volver a avisar' }).isHidden());
    await page.keyboard.press('Escape');
    await says(shop.bruno, shop.chat, 'Después');
    await isTold(ana, 'Después');
    assert.ok(!(await told(ana)).includes('En esta hora'));
  });

  it('shows a crossed bell in the list\'s head for as long as nothing calls, and says until when', async () => {
    const ana = await chromium.with(shop.ana, { viewport: PHONE, hasTouch: true });
    const { page } = ana;
    const sign = page.locator('#descanso-signo');
    await sign.waitFor({ state: 'hidden' });
    await page.locator('#btn-ajustes').click();
    await page.getByRole('button', { name: 'Por 1 hora' }).click();
    await page.keyboard.press('Escape');
    await sign.getByText(/^No molestar hasta (las|mañana a las) \d\d:\d\d$/).waitFor();
    await page.getByRole('button', { name: /^No molestar hasta .* Ajustes$/ }).waitFor();
    await passesAxe(page, 'crossed bell');
    await shot(page, 'quiet-sign-phone');
    assert.ok((await ana.overflow()) <= 0);
    await page.reload();
    await ana.isLive();
    await sign.waitFor();
    await page.locator('#btn-ajustes').click();
    await page.getByRole('button', { name: 'Volver a avisar' }).click();
    await page.getByRole('switch', { name: 'No molestar a ciertas horas' }).click();
    const hours = page.locator('#ajustes-descanso-desde-hasta');
    await hours.getByLabel('Desde').fill('00:00');
    await hours.getByLabel('Hasta').fill('00:00');
    await page.keyboard.press('Escape');
    await sign.getByText('No molestar a toda hora').waitFor();
    await page.locator('#btn-ajustes').click();
    await page.getByRole('switch', { name: 'No molestar a ciertas horas' }).click();
    await sign.waitFor({ state: 'hidden' });
    await ana.watch.isClean();
  });

  it('says of hours that were emptied which still hold, and they do', async () => {
    const ana = await chromium.with(shop.ana, { viewport: PHONE, hasTouch: true });
    const { page } = ana;
    await page.locator('#btn-ajustes').click();
    await page.getByRole('switch', { name: 'No molestar a ciertas horas' }).click();
    const from = page.locator('#ajustes-descanso-desde-hasta').getByLabel('Desde');
    const says = page.getByRole('alert').filter({ hasText: 'Falta una hora. Sigue valiendo de 21:30 a 08:00.' });
    await from.fill('21:30');
    await from.fill('');
    await says.waitFor();
    assert.equal(await from.getAttribute('aria-invalid'), 'true');
    assert.equal(await page.evaluate((key) => JSON.parse(localStorage.getItem(key)).quietFrom, KEY), '21:30');
    await passesAxe(page, 'an hour is missing');
    await shot(page, 'quiet-missing-phone');
    await page.keyboard.press('Tab');
    await page.locator('#ajustes-descanso-hasta').focus();
    assert.equal(await from.inputValue(), '21:30', 'what holds is there again');
    assert.ok(await says.isVisible(), 'and why');
    await from.fill('22:15');
    await says.waitFor({ state: 'hidden' });
    await from.fill('');
    await page.keyboard.press('Escape');
    await page.locator('#btn-ajustes').click();
    assert.equal(await from.inputValue(), '22:15');
    assert.equal(await page.locator('#ajustes-descanso-falta').isVisible(), false);
    await ana.watch.isClean();
  });

  it('what was read on another device is closed here, and not told of any more', async () => {
    const ana = await listening(shop.ana);
    const other = await chromium.with(shop.ana);
    await says(shop.bruno, shop.chat, 'Léeme donde quieras');
    await isTold(ana, 'Léeme donde quieras');
    await other.opens(shop.bruno.name);
    await ana.page.waitForFunction((tag) => window.__closed.includes(tag), shop.chat);
    await badge(ana, await other.page.evaluate(() => 0) + await unread(other));
    await ana.watch.isClean();
  });

  async function unread({ page }) {
    return page.evaluate(() => Number((/^\((\d+)\)/.exec(document.title) || [0, 0])[1]));
  }
});
