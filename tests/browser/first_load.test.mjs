// What the first visit costs over the wire, and a second one; the time is printed, never asserted.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { brotliDecompressSync } from 'node:zlib';
import http from 'node:http';
import { Shop } from '../clients/support/shop.mjs';
import { Chromium, PHONE } from './support/chromium.mjs';

// Of all answers until the list is there, headers too, which are a third of it: each module is a file of its own.
const MOST_BYTES = 150_000;
const MOST_BYTES_AGAIN = 60_000; // mostly answers of 304
const SLOW_PHONE = { latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8 }; // ms, bytes a second
const SLOWER = 4; // times, of the processor

describe('the first load', () => {
  const shop = new Shop();
  const chromium = new Chromium();
  // The page as the program has it, whatever this run is told to lay over it.
  const { WEIGENCE_ASSETS } = process.env;
  before(async () => {
    delete process.env.WEIGENCE_ASSETS;
    await Promise.all([shop.open(), chromium.open()]);
  });
  afterEach(() => chromium.closePages());
  after(async () => {
    if (WEIGENCE_ASSETS !== undefined) process.env.WEIGENCE_ASSETS = WEIGENCE_ASSETS;
    await Promise.all([shop.close(), chromium.close()]);
  });

  async function onSlowPhone(options) {
    const ana = await chromium.of(shop.ana, { viewport: PHONE, ...options });
    const { cookie } = await shop.ana.atAnotherTill();
    await ana.page.context().addCookies([{ name: 'session', value: cookie.split('=')[1], url: shop.server.origin }]);
    const wire = await ana.page.context().newCDPSession(ana.page);
    await wire.send('Network.enable');
    await wire.send('Network.emulateNetworkConditions', { offline: false, ...SLOW_PHONE });
    await wire.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    const asked = [];
    const addresses = new Map();
    let wallOfZero = 0; // of the browser's monotonic clock, in seconds
    wire.on('Network.requestWillBeSent', ({ requestId, request, wallTime, timestamp }) => {
      wallOfZero = wallTime - timestamp;
      addresses.set(requestId, new URL(request.url).pathname);
    });
    wire.on('Network.loadingFinished', ({ requestId, encodedDataLength, timestamp }) => {
      asked.push({ path: addresses.get(requestId), bytes: encodedDataLength, at: (timestamp + wallOfZero) * 1000 });
    });
    await ana.page.addInitScript(() => {
      const look = () => { if (!window.__listAt && document.querySelector('#lista-conversaciones button')) window.__listAt = performance.now(); };
      new MutationObserver(look).observe(document, { childList: true, subtree: true });
    });
    return { ana, asked };
  }

  /** Opens the chat; resolves to how many milliseconds it took until the list was there, and when that was. */
  async function opens({ page }) {
    await page.goto('/chat', { waitUntil: 'commit' });
    const times = await page.waitForFunction(() => window.__listAt && [window.__listAt, performance.timeOrigin + window.__listAt]);
    const [time, at] = await times.jsonValue();
    return { time: Math.round(time), at };
  }

  it('is small, and asks for the list once', async (test) => {
    const { ana, asked } = await onSlowPhone();
    const { time, at } = await opens(ana);
    const files = asked.filter((file) => file.at <= at && file.path !== '/socket.io/'); // the line that then opens
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    test.diagnostic(`${bytes} bytes in ${files.length} files, the list after ${time} ms on a slow phone`);
    assert.ok(bytes > 10_000 && bytes < MOST_BYTES, `${bytes} bytes: ${JSON.stringify(files)}`);
    assert.equal(files.filter(({ path }) => path === '/api/chat/conversaciones').length, 1, 'the list was asked for with the page');
    await ana.isLive();
    await ana.watch.isClean();
  });

  it('costs little the second time', async (test) => {
    const { ana, asked } = await onSlowPhone();
    await opens(ana);
    await ana.isLive();
    asked.length = 0;
    const { time, at } = await opens(ana);
    const bytes = asked.filter((file) => file.at <= at).reduce((sum, file) => sum + file.bytes, 0);
    test.diagnostic(`${bytes} bytes, the list after ${time} ms`);
    assert.ok(bytes < MOST_BYTES_AGAIN, `${bytes} bytes: ${JSON.stringify(asked)}`);
  });

  it('has its files from the service worker, where there is one', async () => {
    const ana = await chromium.with(shop.ana, { serviceWorkers: 'allow' });
    await ana.page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
    const own = [];
    ana.page.on('response', (answer) => { if (!answer.fromServiceWorker()) own.push(new URL(answer.url()).pathname); });
    await ana.page.reload();
    await ana.isLive();
    assert.ok(!own.some((path) => path.startsWith('/static/js/') || path.startsWith('/static/css/')), `${own}`);
    assert.ok(own.includes('/api/chat/conversaciones'), 'never the API');
  });

  it('comes in Brotli as it is', async () => {
    for (const path of ['/static/js/chat.js', '/static/css/chat.css']) {
      const [packed, plain] = await Promise.all([get(path, 'br'), get(path, 'identity')]);
      assert.equal(packed.encoding, 'br');
      assert.ok(brotliDecompressSync(packed.body).equals(plain.body), path);
    }
  });

  function get(path, encoding) {
    return new Promise((resolve, reject) => {
      http.get(shop.server.origin + path, { headers: { 'accept-encoding': encoding } }, (answer) => {
        const chunks = [];
        answer.on('data', (chunk) => chunks.push(chunk));
        answer.on('end', () => resolve({ encoding: answer.headers['content-encoding'], body: Buffer.concat(chunks) }));
      }).on('error', reject);
    });
  }
});
