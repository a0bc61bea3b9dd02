// The looks: what can be read, by day and by night, and that nothing depends on which of the two ways the night came.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, afterEach, before, describe, it } from 'node:test';
import { Shop } from '../clients/support/shop.mjs';
import { passesAxe } from './support/accessibility.mjs';
import { Chromium, PHONE } from './support/chromium.mjs';
import { picture, shot } from './support/shots.mjs';

const COLORS = fs.readFileSync(new URL('../../assets/css/colors.css', import.meta.url), 'utf8');

function declarations(css) {
  return Array.from(css.matchAll(/(--?[\w-]+): ([^;]+);/g), ([, name, value]) => `${name}: ${value}`);
}

describe('the colours', () => {
  it('are the same by night whether the system says so or the person', () => {
    const [, bySystem, byChoice] = COLORS.split(/@media screen and \(prefers-color-scheme: dark\)|:root\[data-theme="dark"\]/);
    assert.ok(declarations(bySystem).length > 20);
    assert.deepEqual(declarations(bySystem), declarations(byChoice));
  });

  it('carry white initials at 4.5:1 on every tone', () => {
    const tones = Array.from(COLORS.matchAll(/--tone-\d+: (#\w{6})/g), ([, tone]) => tone);
    assert.equal(tones.length, 12);
    for (const tone of tones) assert.ok(1.05 / (luminance(tone) + 0.05) >= 4.5, tone);
  });
});

describe('every screen can be read', () => {
  const shop = new Shop();
  const chromium = new Chromium();
  before(async () => {
    await Promise.all([shop.open(), chromium.open()]);
    await shop.bruno.writes(shop.chat, 'Buenos días');
    await shop.carla.writes(shop.team, 'Inventario a las 9');
  });
  afterEach(() => chromium.closePages());
  after(() => Promise.all([shop.close(), chromium.close()]));

  for (const colorScheme of ['light', 'dark']) {
    for (const viewport of [PHONE, { width: 1440, height: 900 }]) {
      it(`${colorScheme}, ${viewport.width} pixels`, async () => {
        const isPhone = viewport === PHONE;
        const ana = await chromium.of(shop.ana, { colorScheme, viewport, hasTouch: isPhone, isMobile: isPhone });
        const { page } = ana;
        const looks = async (name) => {
          await passesAxe(page, `${name}, ${colorScheme}`);
          await shot(page, `look-${name}-${viewport.width}-${colorScheme}`);
        };
        await page.goto('/login');
        await looks('login');
        await page.goto('/no-existe');
        await looks('404');
        await ana.comesBack();
        await looks('list');
        await page.locator('#btn-ajustes').click();
        await looks('settings');
        await page.keyboard.press('Escape');
        await page.locator('#btn-nuevo-chat').click();
        await page.locator('#lista-usuarios button').first().waitFor();
        await page.locator('#btn-modo-grupo').click();
        await page.locator('#lista-usuarios button').first().click();
        await looks('new-group');
        await page.keyboard.press('Escape');
        await ana.opens('Bodega');
        await ana.sees('Inventario a las 9');
        await page.locator('#btn-silenciar').click();
        await looks('conversation');
        await page.locator('#btn-info').click();
        await looks('info');
        await page.keyboard.press('Escape');
        await page.locator('#btn-emoji').click();
        await page.locator('[data-emoji]').first().waitFor();
        await looks('emoji');
        await ana.watch.isClean();
      });
    }
  }
});

describe('the page in the hand', () => {
  const shop = new Shop();
  const chromium = new Chromium();
  before(() => Promise.all([shop.open(), chromium.open()]));
  afterEach(() => chromium.closePages());
  after(() => Promise.all([shop.close(), chromium.close()]));

  it('has "Nuevo chat" where the thumb is, and covers nothing with it', async () => {
    const ana = await chromium.with(shop.ana, { viewport: PHONE, hasTouch: true, isMobile: true });
    const button = await ana.page.locator('#btn-nuevo-chat').boundingBox();
    assert.ok(button.y > PHONE.height * 0.75 && button.y + button.height <= PHONE.height);
    const list = await ana.page.locator('.list-scroll').first().boundingBox();
    assert.ok(list.y + list.height <= button.y, `${JSON.stringify(list)} ${JSON.stringify(button)}`);
  });

  it('shows where the list will be while it is fetched, with rows as high as the real ones', async () => {
    const ana = await chromium.of(shop.ana);
    let answer;
    const answered = new Promise((resolve) => { answer = resolve; });
    await ana.page.route('**/api/chat/conversaciones', async (route) => { await answered; await route.continue(); });
    const { cookie } = await shop.ana.atAnotherTill();
    const [name, value] = cookie.split('=');
    await ana.page.context().addCookies([{ name, value, url: shop.server.origin }]);
    await ana.page.goto('/chat');
    const skeleton = ana.page.locator('#lista-esqueleto');
    await skeleton.waitFor();
    const expected = await skeleton.locator('.skeleton').nth(1).boundingBox();
    answer();
    await ana.list.locator('button').nth(1).waitFor();
    await skeleton.waitFor({ state: 'hidden' });
    const real = await ana.list.locator('li').nth(1).boundingBox();
    assert.deepEqual([real.y, real.height], [expected.y, expected.height]);
  });

  it('keeps still for who asked for it', async () => {
    const ana = await chromium.with(shop.ana, { reducedMotion: 'reduce' });
    await ana.opens('Bodega');
    const seconds = await ana.composer.evaluate((field) => getComputedStyle(field).transitionDuration);
    assert.ok(Number.parseFloat(seconds) < 0.001, seconds);
  });

  it('invites who has no conversation yet', async () => {
    const elena = await chromium.of(shop.elena);
    await elena.page.goto('/login');
    await elena.page.locator('[name=usuario]').fill(shop.elena.rut);
    await elena.page.locator('[name=password]').fill(shop.elena.password);
    await elena.page.locator('[name=password]').press('Enter');
    await elena.page.getByText('Empieza una con «Nuevo chat»').waitFor();
    await elena.page.locator('#lista-dibujo').waitFor();
    await passesAxe(elena.page, 'the empty list');
    await shot(elena.page, 'look-empty');
  });
});

describe('what a browser would draw in its own way', () => {
  const shop = new Shop();
  const chromium = new Chromium();
  const long = 'Compras y despachos de la sucursal Providencia, turno de fin de semana nocturno';
  let group;
  before(async () => {
    await Promise.all([shop.open(), chromium.open()]);
    group = await shop.bruno.group(long, shop.ana, shop.carla);
    await shop.bruno.does('/api/chat/mensaje/enviar', { conversacion_id: group, contenido: 'Retirar el lote 4471', urgente: true });
  });
  afterEach(() => chromium.closePages());
  after(() => Promise.all([shop.close(), chromium.close()]));

  for (const colorScheme of ['light', 'dark']) {
    it(`shows how far a file has come, ${colorScheme}`, async () => {
      const ana = await chromium.with(shop.ana, { colorScheme });
      await ana.opens(shop.bruno.name);
      await ana.page.route('**/api/chat/archivo/*?desde=*', () => {});
      await ana.page.locator('#adjuntar-archivos').setInputFiles({ name: 'lento.bin', mimeType: '', buffer: Buffer.alloc(1000, 7) });
      await ana.page.getByRole('progressbar', { name: 'Subiendo lento.bin' }).evaluate((element) => {
        const still = element.cloneNode(); // one that the page doesn't set
        Object.assign(still, { id: 'still', value: 50 }).removeAttribute('data-part');
        element.before(still);
      });
      const bar = ana.page.locator('#still');
      const { width, height, at } = await picture(ana.page, bar);
      const [done, left] = [0.25, 0.75].map((share) => at(Math.round(share * width), Math.floor(height / 2)));
      assert.ok(contrast(done, left) >= 3, `${done} on ${left}`);
    });

    it(`empties a search with a sign of our colours, ${colorScheme}`, async () => {
      const ana = await chromium.with(shop.ana, { colorScheme });
      await ana.opens(shop.bruno.name);
      await ana.page.locator('#btn-buscar-aqui').click();
      const field = ana.page.getByRole('searchbox', { name: `Buscar en ${shop.bruno.name}` });
      await field.fill('x');
      const ink = hexOf(await field.evaluate((element) => getComputedStyle(element).getPropertyValue('--color-text-soft')));
      const { width, height, at } = await picture(ana.page, field);
      const seen = [];
      for (let x = width - 44; x < width - 8; x += 1) for (let y = 8; y < height - 8; y += 1) seen.push(at(x, y));
      assert.ok(seen.some((colour) => colour.every((part, index) => Math.abs(part - ink[index]) < 24)), 'it is there');
      assert.deepEqual(seen.filter(([red, green, blue]) => blue > green + 30 && blue > red + 30), []);
      await field.click({ position: { x: width - 22, y: height / 2 } });
      assert.equal(await field.inputValue(), '');
    });
  }

  for (const way of ['system', 'choice']) {
    it(`prints what is urgent in dark on white, by night by ${way}`, async () => {
      const ana = await chromium.with(shop.ana, { colorScheme: way === 'system' ? 'dark' : 'light' });
      if (way === 'choice') await ana.page.evaluate(() => { document.documentElement.dataset.theme = 'dark'; });
      await ana.page.locator('#btn-ajustes').click();
      await ana.page.locator('#btn-ver-urgentes').click();
      await ana.page.locator('.urgent-list-text').waitFor();
      await ana.page.emulateMedia({ media: 'print', colorScheme: way === 'system' ? 'dark' : 'light' });
      const words = ['#urgentes-encabezado', '.urgent-list-about', '.urgent-list-text', '.urgent-list-people li'];
      for (const selector of words) {
        const colour = await ana.page.locator(selector).first().evaluate((element) => getComputedStyle(element).color);
        assert.ok(contrast(colour.match(/\d+/g).slice(0, 3).map(Number), [255, 255, 255]) >= 4.5, `${selector}: ${colour}`);
      }
    });
  }

  it('prints all that is urgent, on as many pages as it takes', async () => {
    const ana = await chromium.with(shop.ana);
    await ana.page.locator('#btn-ajustes').click();
    await ana.page.locator('#btn-ver-urgentes').click();
    await ana.page.locator('#lista-urgentes li').first().evaluate((line) => {
      for (let count = 0; count < 40; count += 1) line.after(line.cloneNode(true));
    });
    const paper = (await ana.page.pdf({ format: 'A4' })).toString('latin1');
    assert.ok(paper.match(/\/Type\s*\/Page\b/g).length > 2);
  });

  it('gives a long name two lines on a phone, and the button beside it its place', async () => {
    const ana = await chromium.with(shop.ana, { viewport: PHONE, hasTouch: true, isMobile: true });
    const lines = (locator) => locator.evaluate((element) => Math.round(element.offsetHeight / Number.parseFloat(getComputedStyle(element).lineHeight)));
    const title = ana.page.locator('#urgentes-titulo');
    await title.getByText(long).or(title.filter({ hasText: long })).waitFor();
    assert.equal(await lines(title), 2);
    await ana.opens(long);
    await ana.page.locator('#btn-buscar-aqui').click();
    const dialog = ana.page.getByRole('dialog', { name: `Buscar en ${long}` });
    assert.equal(await lines(dialog.getByRole('heading')), 2);
    await dialog.evaluate((one) => Promise.all(one.parentElement.getAnimations({ subtree: true }).map(({ finished }) => finished.catch(() => {}))).then(() => {})); // it grows
    const { x, y, width } = await dialog.getByRole('button', { name: 'Cerrar' }).boundingBox();
    assert.ok(y < 16 && x + width > PHONE.width - 16, `${x} ${y}`);
    await shot(ana.page, 'look-long-name');
  });
});

function luminance(hex) {
  const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function hexOf(colour) {
  return [1, 3, 5].map((at) => Number.parseInt(colour.trim().slice(at, at + 2), 16));
}

function contrast(one, other) {
  const [darker, lighter] = [one, other].map((rgb) => luminance(`#${rgb.map((part) => part.toString(16).padStart(2, '0')).join('')}`)).sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}
