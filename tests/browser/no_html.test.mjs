// S-10: nothing that people write or are called is ever taken for HTML.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { Person } from '../clients/support/person.mjs';
import { Shop } from '../clients/support/shop.mjs';
import { Chromium } from './support/chromium.mjs';
import { startEvilSite } from './support/evil_site.mjs';
import { PAYLOADS } from './support/payloads.mjs';

const TITLES = PAYLOADS.filter((payload) => [...payload].length <= 80 && !/[\u0000-\u001f\u2028]/.test(payload)); // One line, without signs that nobody sees.
const NAMES = ['<img src=x onerror=__xss=1>', '<svg/onload=__xss=1>', '"><script>__xss=1</script>', "'onfocus=__xss=1 autofocus='"];

describe(`${PAYLOADS.length} texts that look like HTML`, () => {
  const shop = new Shop();
  const chromium = new Chromium();
  before(() => Promise.all([shop.open(), chromium.open()]));
  afterEach(() => chromium.closePages());
  after(() => Promise.all([shop.close(), chromium.close()]));

  it('stay text as messages, live and from the history, in the list and in the page', async () => {
    const ana = await chromium.with(shop.ana);
    await ana.opens(shop.bruno.name);
    for (let from = 0; from < PAYLOADS.length; from += 50) { // The page holds some hundred messages, not all.
      const some = PAYLOADS.slice(from, from + 50);
      for (const payload of some) await shop.bruno.writes(shop.chat, payload);
      await ana.sees(some.at(-1));
      assert.deepEqual((await ana.texts()).slice(-some.length), some, 'live');
      await staysClean(ana);
    }
    await ana.page.reload();
    await ana.sees(PAYLOADS.at(-1));
    assert.deepEqual((await ana.texts()).slice(-5), PAYLOADS.slice(-5), 'from the history');
    await staysClean(ana);
  });

  it('stay text when one writes them', async () => {
    const ana = await chromium.with(shop.ana);
    await ana.opens('Bodega');
    for (const payload of PAYLOADS.slice(0, 20)) await ana.writes(payload);
    await ana.showsAs(PAYLOADS[19], 'stored');
    assert.deepEqual(await ana.texts(), PAYLOADS.slice(0, 20));
    await staysClean(ana);
  });

  it('stay text as the last message in the list', async () => {
    const carla = await chromium.with(shop.carla);
    for (const payload of PAYLOADS) {
      await shop.diego.writes(shop.foreignChat, payload);
      await carla.row(shop.diego.name).getByText(payload, { exact: true }).waitFor();
    }
    await staysClean(carla);
  });

  it('stay text as titles of groups', async () => {
    for (const title of TITLES) await shop.bruno.group(title, shop.carla, shop.elena);
    const carla = await chromium.with(shop.carla);
    const titles = carla.list.locator('[data-part=title]');
    await titles.nth(TITLES.length).waitFor(); // Those and at least one more are there.
    const shown = await titles.allTextContents();
    assert.deepEqual(TITLES.filter((title) => !shown.includes(title)), [], 'all titles are in the list, as they were written');
    for (const [index, title] of shown.entries()) {
      await titles.nth(index).click();
      await carla.hasOpen(title);
    }
    await staysClean(carla);
  });

  it('stay text as names: in the list, the dialog, the messages and while typing', async () => {
    const odd = await hireOddNames();
    for (const person of odd) await person.writes(await person.chatWith(shop.diego), 'Así me llamo');
    const group = await odd[0].group('Raros', ...odd.slice(1), shop.diego);
    for (const person of odd) await person.writes(group, `Soy ${person.name}`);
    const diego = await chromium.with(shop.diego);
    for (const person of odd) {
      await diego.opens(person.name);
      await diego.sees('Así me llamo');
    }
    const typist = await chromium.with(odd[0]);
    await typist.opens('Raros');
    await diego.opens('Raros');
    await typist.composer.pressSequentially('Hola');
    await diego.page.locator('#escribiendo').getByText(/está escribiendo/).waitFor();
    await diego.page.locator('#btn-nuevo-chat').click();
    for (const person of odd) await diego.page.locator('#lista-usuarios').getByText(person.name, { exact: true }).waitFor();
    await staysClean(diego);
    await staysClean(typist);
  });

  it('stay text in the form of the login page', async () => {
    const ana = await chromium.of(shop.ana);
    for (const payload of PAYLOADS.slice(0, 5)) { // Few: failures are throttled.
      await ana.page.goto('/login');
      await ana.page.locator('[name=usuario]').fill(payload);
      await ana.page.locator('[name=password]').fill('no-es-esta');
      await ana.page.locator('[name=password]').press('Enter');
      await ana.page.getByText('Usuario o contraseña incorrectos').waitFor();
      assert.equal(await ana.page.locator('[name=usuario]').inputValue(), payload);
      assert.equal(await ana.watch.wasExecuted(), false, payload);
      assert.deepEqual(await ana.watch.violations(), [], payload);
    }
  });

  it('would be noticed if they were taken for HTML (control)', async () => {
    const ana = await chromium.with(shop.ana);
    await insertAsHtml(ana.page);
    await ana.page.waitForFunction(() => window.__violations.length > 0);
    assert.equal(await ana.watch.wasExecuted(), false, 'the Content-Security-Policy is the second wall');
    await assert.rejects(ana.watch.isClean(), 'the watch tells');
  });

  it('would run where nothing protects (control)', async () => {
    const evil = await startEvilSite();
    const bruno = await chromium.of(shop.bruno);
    await bruno.page.goto(evil.origin);
    await insertAsHtml(bruno.page);
    await bruno.page.waitForFunction(() => window.__xss === 1);
    evil.close();
  });

  async function staysClean(chat) {
    await chat.watch.isClean();
    assert.ok((await chat.overflow()) <= 0, 'nothing is wider than the window');
    const foreign = await chat.page.evaluate(() => document.querySelectorAll(
      '#lista-conversaciones :is(img, script, iframe, object, embed, a, form, input, style, link, meta), '
      + '#mensajes-contenedor :is(img, script, iframe, object, embed, input, style, link, meta, video, audio, details)',
    ).length);
    assert.equal(foreign, 0, 'no element that somebody wrote');
    const links = await chat.page.evaluate(() => Array.from(document.querySelectorAll('#mensajes-contenedor a'), (link) => (
      { protocol: link.protocol, rel: link.rel, target: link.target, attributes: link.getAttributeNames().sort().join(' ') })));
    for (const link of links) {
      assert.ok(['http:', 'https:', 'mailto:', 'tel:'].includes(link.protocol), `a link to ${link.protocol}`);
      assert.deepEqual(link, { ...link, rel: 'noopener noreferrer', target: '_blank', attributes: 'href rel tabindex target' });
    }
  }

  /** People with such names; they are let in by the command line like everybody. */
  async function hireOddNames() {
    const odd = NAMES.map((name, number) => new Person(shop.server, { rut: `2000000${number}-0`, name, password: 'clave-rara-1' }));
    const lines = odd.map((person) => `${person.rut},"${person.name.replaceAll('"', '""')}",,vendedor,${person.password}`);
    const list = path.join(shop.server.data, 'raros.csv');
    writeFileSync(list, ['rut,nombre,correo,rol,password', ...lines, ''].join('\n'));
    await shop.server.command(['user', 'import', list]);
    return Promise.all(odd.map((person) => person.logIn()));
  }
});

async function insertAsHtml(page) {
  await page.evaluate(() => {
    const box = document.createElement('div');
    box.innerHTML = '<img src=x onerror="window.__xss=1">';
    document.body.append(box);
  });
}
