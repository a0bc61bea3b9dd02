// Urgent messages: they ring and stay on top on every device until each person has confirmed them.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { Shop } from '../clients/support/shop.mjs';
import { Chromium, PHONE } from './support/chromium.mjs';
import { Alarm, urgencyOf } from '../../assets/js/alarm.js';

describe('an urgent message', () => {
  const shop = new Shop();
  const chromium = new Chromium();
  before(() => Promise.all([shop.open(), chromium.open()]));
  afterEach(() => chromium.closePages());
  after(() => Promise.all([shop.close(), chromium.close()]));

  const bar = (one) => one.page.locator('#urgentes');

  async function sends(one, text) {
    await one.page.locator('#btn-urgente').click();
    await one.composer.fill(text);
    await one.page.getByRole('button', { name: 'Enviar', exact: true }).click();
  }

  it('waits on every device of the other until it is confirmed on one, and who wrote it sees that', async () => {
    const ana = await chromium.with(shop.ana);
    const [till, phone] = await Promise.all([chromium.with(shop.bruno), chromium.with(shop.bruno, { viewport: PHONE, hasTouch: true })]);
    await ana.opens(shop.bruno.name);
    await sends(ana, 'Retirar el lote 4471');
    assert.equal(await ana.page.locator('#btn-urgente').getAttribute('aria-pressed'), 'false', 'the next one is not');
    await ana.timeline.getByText('Confirmado por 0 de 1').waitFor();
    for (const one of [till, phone]) await bar(one).getByText('Retirar el lote 4471').waitFor();
    assert.ok(await bar(ana).isHidden());
    await phone.page.reload();
    await bar(phone).getByText(`Urgente de ${shop.ana.name}`).waitFor();
    await bar(phone).getByRole('button', { name: 'Ver' }).click();
    await phone.timeline.getByText('Retirar el lote 4471').waitFor();
    await bar(phone).getByRole('button', { name: 'Confirmar' }).click();
    for (const one of [till, phone]) await bar(one).waitFor({ state: 'hidden' });
    await ana.timeline.getByText('Confirmado por todos').waitFor();
    for (const one of [ana, till, phone]) await one.watch.isClean();
  });

  it('is not taken along to another conversation', async () => {
    const ana = await chromium.with(shop.ana);
    await ana.opens(shop.bruno.name);
    await ana.page.locator('#btn-urgente').click();
    await ana.page.getByPlaceholder('Mensaje urgente').waitFor();
    await ana.opens('Bodega');
    assert.equal(await ana.page.locator('#btn-urgente').getAttribute('aria-pressed'), 'false');
    await ana.page.getByPlaceholder('Mensaje', { exact: true }).waitFor();
    await ana.writes('Sin apuro');
    await ana.showsAs('Sin apuro', 'stored');
    assert.equal(await ana.timeline.getByText('Confirmado por').count(), 0);
    await ana.watch.isClean();
  });

  it('is not confirmed by a second click that was meant for the one before', async () => {
    const [ana, bruno] = await Promise.all([chromium.with(shop.ana), chromium.with(shop.bruno)]);
    await ana.opens(shop.bruno.name);
    await sends(ana, 'Primero, lo del gas');
    await bar(bruno).getByText('Primero, lo del gas').waitFor();
    await sends(ana, 'Segundo, lo del agua');
    await bar(bruno).getByText('(y 1 más)').waitFor();
    const asked = [];
    bruno.page.on('request', (request) => { if (request.method() === 'POST' && request.url().includes('/mensaje/')) asked.push(request.postData()); });
    const confirm = bar(bruno).getByRole('button', { name: 'Confirmar' });
    await bruno.page.evaluate(() => {
      const impatient = () => {
        const until = performance.now() + 500; // half of what the button waits
        const press = () => {
          if (performance.now() > until) return;
          document.querySelector('#btn-confirmar').click();
          requestAnimationFrame(press);
        };
        press();
      };
      new MutationObserver(impatient).observe(document.querySelector('#urgentes-texto'), { childList: true, characterData: true, subtree: true });
    });
    await confirm.focus();
    await confirm.click();
    await bar(bruno).getByText('Segundo, lo del agua').waitFor();
    await bar(bruno).locator('[aria-disabled=false]').waitFor();
    assert.equal(asked.length, 1, 'the first one alone');
    assert.ok(await bar(bruno).isVisible());
    assert.equal(await bruno.page.evaluate(() => document.activeElement.id), 'btn-confirmar');
    await bruno.page.keyboard.press('Enter');
    await bar(bruno).waitFor({ state: 'hidden' });
    assert.equal(asked.length, 2);
    for (const one of [ana, bruno]) await one.watch.isClean();
  });

  it('can be confirmed in its bubble, waits over a restart, and is in a list with who has not', async () => {
    const ana = await chromium.with(shop.ana);
    await ana.opens(shop.bruno.name);
    await sends(ana, '¡Fuga de agua!');
    await ana.timeline.getByText('Confirmado por 0 de 1').first().waitFor();
    await shop.server.stop();
    await shop.server.start();
    await ana.isLive();
    const bruno = await chromium.with(shop.bruno);
    await bar(bruno).getByText('¡Fuga de agua!').waitFor();
    await ana.page.locator('#btn-ajustes').click();
    await ana.page.locator('#btn-ver-urgentes').click();
    const list = ana.page.getByRole('dialog', { name: 'Mensajes urgentes' });
    await list.getByText(`${shop.bruno.name} no ha confirmado`).waitFor();
    await ana.page.keyboard.press('Escape');
    await bruno.opens(shop.ana.name);
    await bruno.timeline.getByRole('button', { name: 'Confirmar' }).click();
    await bar(bruno).waitFor({ state: 'hidden' });
    await ana.timeline.getByText('Confirmado por todos').last().waitFor();
    for (const one of [ana, bruno]) await one.watch.isClean();
  });
});

describe('the alarm', () => {
  const message = (id, more = {}) => ({ id, n: 5, conversationId: 'c', userId: 'luis', isUrgent: true, isDeleted: false, acknowledgements: [], ...more });

  it('rings while something waits, and only then', async () => {
    let rings = 0;
    const pending = [message('b'), message('a')];
    const server = { pending: async () => pending, acknowledge: async (id) => message(id, { acknowledgements: [{ userId: 'ana' }] }) };
    const alarm = new Alarm({ server, userId: 'ana', ring: () => { rings += 1; } });
    alarm.hear(message('x', { isUrgent: false }));
    alarm.hear(message('y', { userId: 'ana' }));
    assert.equal(rings, 0);
    await alarm.refresh();
    assert.deepEqual([alarm.pending.map(({ id }) => id), rings], [['a', 'b'], 1], 'the oldest first');
    await alarm.acknowledge('a');
    alarm.hear(message('b', { isDeleted: true }));
    assert.deepEqual(alarm.pending, []);
    alarm.hear(message('c'));
    assert.equal(rings, 2);
    alarm.left('c');
    assert.deepEqual(alarm.pending, []);
  });

  it('says who has not', () => {
    const [ana, luis, marta] = ['ana', 'luis', 'marta'].map((id) => ({ id }));
    const said = message('a', { acknowledgements: [{ userId: 'marta', at: 1 }, { userId: 'gone', at: 2 }] });
    assert.deepEqual(urgencyOf(said, { people: [luis, marta] }, ana), { acknowledged: [{ person: marta, at: 1 }], waiting: [ana], waitsForMe: true });
    assert.equal(urgencyOf(said, { people: [ana, marta] }, luis).waitsForMe, false);
    const later = urgencyOf(said, { people: [luis, marta], standings: { marta: { sinceN: 5 } }, mySinceN: 7 }, ana);
    assert.deepEqual(later, { acknowledged: [], waiting: [], waitsForMe: false }, 'who came later');
  });
});
