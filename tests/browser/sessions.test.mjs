// Coming and going: logging out, and being told when the session has ended elsewhere.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { Shop } from '../clients/support/shop.mjs';
import { Chromium } from './support/chromium.mjs';

describe('a session in the browser', () => {
  const shop = new Shop();
  const chromium = new Chromium();
  before(() => Promise.all([shop.open(), chromium.open()]));
  afterEach(() => chromium.closePages());
  after(() => Promise.all([shop.close(), chromium.close()]));

  it('ends with "Salir", and Back shows nothing of it', async () => {
    const ana = await chromium.of(shop.ana);
    await ana.logsIn();
    const [cookie] = await ana.page.context().cookies();
    assert.equal(cookie.name, 'session');
    assert.equal(cookie.httpOnly, true);
    assert.equal(cookie.sameSite, 'Lax');
    await ana.logsOut();
    assert.deepEqual(await ana.page.context().cookies(), [], 'the cookie is gone');
    await ana.page.goBack();
    await ana.page.waitForURL('**/login');
    const answer = await fetch(`${shop.server.origin}/api/chat/conversaciones`, { headers: { cookie: `session=${cookie.value}` } });
    assert.equal(answer.status, 401);
  });

  it('tells by a banner that it has ended, and keeps what was being written', async () => {
    const chat = await shop.ana.chatWith(shop.fabian);
    const fabian = await chromium.with(shop.fabian);
    await fabian.opens(shop.ana.name);
    await fabian.composer.fill('A medio escribir');
    await shop.server.command(['user', 'disable', shop.fabian.rut]);
    await fabian.banner.getByText('Tu sesión terminó').waitFor();
    assert.equal(await fabian.composer.inputValue(), 'A medio escribir');
    await shop.server.command(['user', 'enable', shop.fabian.rut]);
    await fabian.banner.getByRole('link', { name: 'Iniciar sesión' }).click();
    await fabian.logsIn();
    await fabian.opens(shop.ana.name);
    assert.equal(await fabian.composer.inputValue(), 'A medio escribir');
    await fabian.composer.press('Enter');
    await fabian.seesOnce('A medio escribir');
    assert.equal((await shop.ana.history(chat)).length, 1);
  });

  it('tells a second tab when the first one logs out', async () => {
    const gabriela = await chromium.of(shop.gabriela);
    await shop.ana.chatWith(shop.gabriela);
    await gabriela.logsIn();
    const second = await gabriela.page.context().newPage();
    await second.goto('/chat');
    await second.locator('#lista-conversaciones button').first().waitFor();
    await gabriela.logsOut();
    await second.waitForURL('**/login'); // nothing is left to be read there
  });

  it('lets nobody in without one', async () => {
    const nobody = await chromium.of(shop.ana);
    for (const path of ['/', '/chat']) {
      await nobody.page.goto(path);
      await nobody.page.waitForURL('**/login');
    }
  });
});
