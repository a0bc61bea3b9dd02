// Searching what was said: under the conversations and people, as one types; a click leads to the message in its place.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { Shop } from '../clients/support/shop.mjs';
import { passesAxe } from './support/accessibility.mjs';
import { Chromium, PHONE } from './support/chromium.mjs';
import { shot } from './support/shots.mjs';

describe('searching messages', () => {
  const shop = new Shop();
  const chromium = new Chromium();
  before(async () => {
    await Promise.all([shop.open(), chromium.open()]);
    await shop.ana.writes(shop.chat, 'José trae la <b>receta</b> del lote 4471');
    for (let number = 1; number <= 130; number += 1) await shop.ana.writes(shop.chat, `relleno ${number}`);
  });
  afterEach(() => chromium.closePages());
  after(() => Promise.all([shop.close(), chromium.close()]));

  const found = (one) => one.page.locator('#hallazgos-mensajes');

  it('finds without accents, marks what was found, and leads to it far above', async () => {
    for (const viewport of [undefined, PHONE]) {
      const bruno = await chromium.with(shop.bruno, viewport && { viewport, hasTouch: true });
      await bruno.page.locator('#buscar-conversacion').fill('jose rece');
      const row = found(bruno).getByRole('button', { name: /José trae la <b>receta/ });
      await row.waitFor();
      assert.deepEqual(await row.locator('mark').allTextContents(), ['José', 'receta']);
      await row.click();
      await bruno.timeline.getByText('José trae la <b>receta</b> del lote 4471').waitFor();
      assert.equal(await bruno.page.locator('#buscar-conversacion').inputValue(), '');
      await bruno.watch.isClean();
    }
  });

  it('looks in the open conversation alone', async () => {
    const group = await shop.ana.group('Recetas', shop.bruno, shop.carla);
    await shop.ana.writes(group, 'La receta del grupo');
    for (const viewport of [undefined, PHONE]) {
      const bruno = await chromium.with(shop.bruno, viewport && { viewport, hasTouch: true });
      await bruno.opens(shop.ana.name);
      await bruno.page.getByRole('button', { name: 'Buscar en esta conversación' }).click();
      const dialog = bruno.page.getByRole('dialog', { name: `Buscar en ${shop.ana.name}` });
      await dialog.getByRole('searchbox').fill('receta');
      const rows = dialog.getByRole('list').getByRole('button');
      await rows.first().waitFor();
      assert.equal(await rows.count(), 1);
      assert.match(await rows.first().innerText(), /Ana/);
      await shot(bruno.page, viewport ? 'search-within-phone' : 'search-within');
      await passesAxe(bruno.page);
      await rows.first().click();
      await dialog.waitFor({ state: 'hidden' });
      await bruno.timeline.getByText('José trae la <b>receta</b> del lote 4471').waitFor();
      await bruno.watch.isClean();
    }
  });

  it('is walked by keys from the field, and Enter takes the first', async () => {
    const bruno = await chromium.with(shop.bruno);
    const { page } = bruno;
    const { keyboard } = page;
    await bruno.opens(shop.ana.name);
    await page.getByRole('button', { name: 'Buscar en esta conversación' }).click();
    const dialog = page.getByRole('dialog', { name: `Buscar en ${shop.ana.name}` });
    const field = dialog.getByRole('searchbox');
    const rows = dialog.getByRole('list').getByRole('button');
    const hasFocus = (one) => one.evaluate((element) => element === document.activeElement);
    await field.fill('relleno');
    await rows.nth(2).waitFor();
    await keyboard.press('ArrowDown');
    assert.ok(await hasFocus(rows.nth(0)));
    await keyboard.press('ArrowDown');
    assert.ok(await hasFocus(rows.nth(1)));
    await keyboard.press('End');
    assert.ok(await hasFocus(rows.last()));
    await keyboard.press('Home');
    await keyboard.press('ArrowUp');
    assert.ok(await hasFocus(field));
    await field.fill('receta');
    await keyboard.press('Enter'); // before the server has answered
    await dialog.waitFor({ state: 'hidden' });
    await bruno.timeline.getByText('José trae la <b>receta</b> del lote 4471').waitFor();
    // In the search over the list where it found nobody.
    await page.locator('#buscar-conversacion').fill('4471');
    await found(bruno).getByRole('button', { name: /del lote 4471/ }).waitFor();
    await keyboard.press('ArrowDown');
    assert.match(await page.evaluate(() => document.activeElement.textContent), /del lote 4471/);
    await keyboard.press('Enter');
    await page.locator('#panel-hallazgos').waitFor({ state: 'hidden' });
    await bruno.watch.isClean();
  });

  it('says of all together whether there is something, and of people only where a name is looked for', async () => {
    const bruno = await chromium.with(shop.bruno);
    const { page } = bruno;
    await page.evaluate(() => {
      window.__said = [];
      const said = document.querySelector('.results-head [role=status]');
      new MutationObserver(() => window.__said.push(said.textContent.trim())).observe(said, { childList: true, characterData: true, subtree: true });
      window.__missed = 0;
      const all = document.querySelector('#hallazgos');
      new MutationObserver(() => { window.__missed += all.textContent.includes('Ninguna conversación ni persona'); }).observe(all, { childList: true, characterData: true, subtree: true });
    });
    const box = page.locator('#buscar-conversacion');
    const count = page.locator('#hallazgos-cuenta');
    await box.fill('lote');
    await count.getByText('1 resultado', { exact: true }).waitFor();
    await box.fill('relleno');
    await count.getByText(/^Más de \d+ resultados$/).waitFor();
    await box.fill('con:archivo');
    await found(bruno).getByText('Ningún mensaje coincide.').waitFor();
    await count.getByText('Sin resultados').waitFor();
    assert.deepEqual((await page.evaluate(() => window.__said)).filter((said) => said === 'Sin resultados').length, 1);
    assert.equal(await page.evaluate(() => window.__missed), 0, 'nobody was asked for');
    await box.fill('desde:ayer');
    await page.locator('.results-head [role=status]').getByText(/Las fechas se escriben así/).waitFor({ state: 'attached' });
    await box.fill('xyzzy');
    await page.getByText('Ninguna conversación ni persona coincide con «xyzzy».').waitFor();
    assert.equal(await page.locator('#hallazgos [role=status]').count(), 0, 'one line says it');
    await found(bruno).getByText('con:archivo').waitFor();
    await bruno.watch.isClean();
  });

  it('says what it can\'t understand, that nothing matches, and that the server is away', async () => {
    const bruno = await chromium.with(shop.bruno);
    const box = bruno.page.locator('#buscar-conversacion');
    await box.fill('desde:ayer');
    await found(bruno).getByText('Las fechas se escriben así').waitFor();
    await box.fill('xyzzy');
    await found(bruno).getByText('Ningún mensaje coincide.').waitFor();
    await box.fill('relleno');
    await found(bruno).getByText('relleno 130').waitFor();
    await found(bruno).getByRole('button', { name: 'Más mensajes' }).click();
    await found(bruno).getByText('relleno 95').waitFor();
    await bruno.page.route('**/api/chat/buscar*', (route) => route.abort());
    await box.fill('relleno 1');
    await found(bruno).getByText('No hay conexión').waitFor();
  });
});
