// What a person chooses on this device, and that it is still chosen after a reload.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, afterEach, before, describe, it } from 'node:test';
import { Shop } from '../clients/support/shop.mjs';
import { Chromium, PHONE } from './support/chromium.mjs';

describe('the settings', () => {
  const shop = new Shop();
  const chromium = new Chromium();
  before(async () => {
    await Promise.all([shop.open(), chromium.open()]);
    await shop.ana.writes(shop.chat, 'Aquí estoy');
  });
  afterEach(() => chromium.closePages());
  after(() => Promise.all([shop.close(), chromium.close()]));

  it('keep the chosen theme, from before the first paint', async () => {
    const ana = await chromium.with(shop.ana, { colorScheme: 'light' });
    const { page } = ana;
    await page.locator('#btn-ajustes').click();
    assert.ok(await page.getByRole('radio', { name: 'Sistema' }).isChecked());
    const day = await background(page);
    await page.getByText('Oscuro').click();
    const night = await background(page);
    assert.notEqual(night, day);
    await page.addInitScript(() => {
      document.addEventListener('DOMContentLoaded', () => { window.__before = document.documentElement.dataset.theme; });
    });
    await page.reload();
    await ana.isLive();
    assert.equal(await page.evaluate(() => window.__before), 'dark', 'before any module ran');
    assert.equal(await background(page), night);
    await page.goto('/login');
    assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark', 'at the door too');
    await page.goto('/chat');
    await ana.isLive();
    await page.locator('#btn-ajustes').click();
    await page.getByText('Claro').click();
    await page.emulateMedia({ colorScheme: 'dark' });
    assert.equal(await background(page), day, 'the choice counts, not the system');
    await page.getByText('Sistema', { exact: true }).click();
    assert.equal(await background(page), night, 'the system counts again');
    await ana.watch.isClean();
  });

  it('open when they were asked for before they had come, and so does the switcher', async () => {
    const ana = await chromium.of(shop.ana);
    const { page } = ana;
    let letGo;
    const told = new Promise((resolve) => { letGo = resolve; });
    await page.route('**/static/js/extras.js', async (route) => {
      await told;
      await route.continue();
    }, { times: 1 });
    const comes = ana.comesBack();
    await ana.list.locator('button').first().click();
    await page.locator('#btn-info').click();
    await page.locator('#btn-ajustes').click();
    assert.ok(await page.locator('#modal-ajustes').isHidden());
    letGo();
    await page.locator('#ajustes-sonido').waitFor();
    assert.ok(await page.locator('#modal-info').isHidden(), 'the last wish counts');
    await comes;
    await ana.watch.isClean();
  });

  it('go with a phone’s Back, wherever the focus is', async () => {
    const { page } = await chromium.with(shop.ana, { viewport: PHONE });
    await page.locator('#btn-ajustes').click();
    await page.locator('#ajustes-sonido').waitFor();
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press('Escape'); // to Chromium the same request as Back on a phone
    await page.locator('#modal-ajustes').waitFor({ state: 'hidden' });
    assert.match(page.url(), /\/chat$/);
  });

  it('change the language at once and lose nothing that is being written', async () => {
    const [ana] = await chromium.inConversation([shop.ana, shop.bruno.name]);
    const { page } = ana;
    await ana.composer.fill('A medio escribir');
    await page.locator('#btn-ajustes').click();
    await Promise.all([page.waitForEvent('load'), page.getByText('English').click()]);
    await page.getByRole('dialog', { name: 'Settings' }).getByText('Sound when a message comes').waitFor();
    assert.ok(await page.getByRole('radio', { name: 'English' }).evaluate((radio) => radio === document.activeElement), 'where one was');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Settings' }).waitFor();
    await ana.hasOpen(shop.bruno.name);
    assert.equal(await ana.composer.inputValue(), 'A medio escribir');
    await page.locator('#btn-ajustes').click();
    await Promise.all([page.waitForEvent('load'), page.getByText('Español (Chile)').click()]);
    await page.getByRole('dialog', { name: 'Ajustes' }).waitFor();
    await ana.watch.isClean();
  });

  it('let the language be chosen at the door, which then answers in it', async () => {
    const ana = await chromium.of(shop.ana);
    const { page } = ana;
    await page.goto('/login');
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByLabel('Password').waitFor();
    await page.locator('[name=usuario]').fill(shop.ana.rut);
    await page.getByLabel('Password').fill('no-es-esta');
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByText('Wrong user or password').waitFor();
    await page.getByLabel('Password').fill(shop.ana.password);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.waitForURL('**/chat');
    await page.getByRole('button', { name: 'New chat' }).waitFor();
    await ana.watch.isClean();
  });

  it('keep a muted conversation muted, and say so in its row and head', async () => {
    const [ana] = await chromium.inConversation([shop.ana, shop.bruno.name]);
    const { page } = ana;
    const mute = page.locator('#btn-silenciar');
    assert.equal(await mute.getAttribute('aria-pressed'), 'false');
    await mute.click();
    await ana.row(shop.bruno.name).getByText('Silenciada').waitFor();
    await page.reload();
    await ana.hasOpen(shop.bruno.name);
    assert.equal(await mute.getAttribute('aria-pressed'), 'true');
    await ana.row(shop.bruno.name).locator('[data-part=muted]').waitFor();
    await ana.opens('Bodega');
    assert.equal(await mute.getAttribute('aria-pressed'), 'false', 'the others sound');
    await ana.opens(shop.bruno.name);
    await page.locator('#btn-info').click();
    assert.ok(await page.getByRole('radio', { name: 'Nada' }).isChecked());
    await page.locator('#info-avisos').getByText('Todo', { exact: true }).click();
    assert.equal(await mute.getAttribute('aria-pressed'), 'false');
    await ana.row(shop.bruno.name).locator('[data-part=muted]').waitFor({ state: 'hidden' });
  });

  it('keep the sound off, and tell why there are no notifications', async () => {
    const ana = await chromium.with(shop.ana);
    const { page } = ana;
    const sound = page.getByRole('switch', { name: 'Sonido' });
    await page.locator('#btn-ajustes').click();
    await sound.click();
    await page.reload();
    await ana.isLive();
    await page.locator('#btn-ajustes').click();
    assert.equal(await sound.isChecked(), false);
    const canAsk = await page.evaluate(() => window.isSecureContext && 'Notification' in window && Notification.permission !== 'denied');
    assert.equal(await page.getByRole('switch', { name: 'Notificaciones' }).isDisabled(), !canAsk);
    assert.notEqual(await page.locator('#ajustes-notificar-nota').textContent(), '');
  });

  it('tell who is logged in and which version it is', async () => {
    const [ana] = await chromium.inConversation([shop.ana, shop.bruno.name]);
    await ana.sees('Aquí estoy');
    await ana.page.locator('#btn-ajustes').click();
    await ana.page.locator('#ajustes-nombre').and(ana.page.getByText(shop.ana.name, { exact: true })).waitFor();
    assert.equal(await ana.page.locator('#ajustes-rut').textContent(), shop.ana.rut);
    const cargo = fs.readFileSync(new URL('../../Cargo.toml', import.meta.url), 'utf8');
    const [, version] = /^version = "(.+)"$/m.exec(cargo);
    assert.ok((await ana.page.locator('#ajustes-version').textContent()).includes(version));
  });

  it('hold the focus, and give it back', async () => {
    const ana = await chromium.with(shop.ana);
    const { page } = ana;
    await page.locator('#btn-ajustes').focus();
    await page.keyboard.press('Enter');
    for (let presses = 0; presses < 15; presses += 1) {
      assert.ok(await page.evaluate(() => document.querySelector('#modal-ajustes').contains(document.activeElement)), `after ${presses} times Tab`);
      await page.keyboard.press(presses < 10 ? 'Tab' : 'Shift+Tab');
    }
    await page.keyboard.press('Escape');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'btn-ajustes');
  });

  it('show the people of a group and what they do, and lead to each', async () => {
    const ana = await chromium.with(shop.ana, { viewport: PHONE, hasTouch: true, isMobile: true });
    const { page } = ana;
    await ana.row('Bodega').tap();
    await ana.hasOpen('Bodega');
    await page.locator('#btn-info').tap();
    const people = page.locator('#info-personas');
    await people.getByText(shop.carla.name).waitFor();
    assert.equal(await people.locator('li').count(), 3);
    await people.getByText(shop.bruno.name).tap();
    await page.getByRole('menuitem', { name: 'Escribirle' }).tap();
    await ana.hasOpen(shop.bruno.name);
    assert.ok(await page.locator('#modal-info').isHidden());
    await ana.watch.isClean();
  });
});

function background(page) {
  return page.evaluate(() => getComputedStyle(document.body).backgroundColor);
}
