// The looks: what can be read, by day and by night, and that nothing depends on which of the two ways the night came.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, afterEach, before, describe, it } from 'node:test';
import { Shop } from '../clients/support/shop.mjs';
import { passesAxe } from './support/accessibility.mjs';
import { Chromium, PHONE } from './support/chromium.mjs';
import { shot } from './support/shots.mjs';

const COLORS = fs.readFileSync(new URL('../../assets/css/colors.css', import.meta.url), 'utf8');

function declarations(css) {
  return Array.from(css.matchAll(/(--?[\w-]+): ([^;]+);/g), ([, name, value]) => `${name}: ${value}`);
}

describe('the colours', () => {
  it('are the same by night whether the system says so or the person', () => {
    const [, bySystem, byChoice] = COLORS.split(/@media \(prefers-color-scheme: dark\)|:root\[data-theme="dark"\]/);
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

function luminance(hex) {
  const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
