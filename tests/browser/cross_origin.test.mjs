// S-05 with a real browser: a page on another port can do nothing in the name of who is logged in.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { Shop } from '../clients/support/shop.mjs';
import { Chromium } from './support/chromium.mjs';
import { startEvilSite } from './support/evil_site.mjs';
import { tap } from './support/wiretap.mjs';

const SEND = '/api/chat/mensaje/enviar';

describe('an evil page on another port', () => {
  const shop = new Shop();
  const chromium = new Chromium();
  let evil;
  let ana;
  let wire;
  before(async () => {
    [evil] = await Promise.all([startEvilSite(), shop.open(), chromium.open()]);
    ana = await chromium.with(shop.ana);
    wire = await tap(ana.page);
  });
  afterEach(async () => {
    await ana.page.goto('/chat');
    assert.match(ana.page.url(), /\/chat/, 'Ana is still logged in');
    assert.equal(await ana.page.locator('body').getAttribute('data-usuario-id'), shop.ana.rut, 'as herself');
    assert.deepEqual(await shop.ana.history(shop.chat), [], 'nothing was written in her name');
  });
  after(() => {
    evil.close();
    return Promise.all([shop.close(), chromium.close()]);
  });

  for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
    it(`can't send a message by fetch with ${type}`, async () => {
      await ana.page.goto(evil.origin);
      await isRefused(SEND, () => fetchFromThere(shop.server.origin + SEND, type, aMessage()));
    });
  }

  it("can't send JSON, because no preflight is granted", async () => {
    await ana.page.goto(evil.origin);
    const outcome = await ana.page.evaluate(async ([url, body]) => {
      const options = { method: 'POST', credentials: 'include', headers: { 'content-type': 'application/json' }, body };
      return fetch(url, options).then((answer) => `status ${answer.status}`, (error) => error.name);
    }, [shop.server.origin + SEND, aMessage()]);
    assert.equal(outcome, 'TypeError');
  });

  it("can't read what is hers", async () => {
    await ana.page.goto(evil.origin);
    const outcome = await ana.page.evaluate(
      (url) => fetch(url, { credentials: 'include' }).then((answer) => answer.text(), (error) => error.name),
      `${shop.server.origin}/api/chat/conversaciones`,
    );
    assert.equal(outcome, 'TypeError');
  });

  it("can't send a form: a message, a logout, a login as somebody else", async () => {
    const forms = {
      [SEND]: { enctype: 'text/plain', fields: { [aMessage().slice(0, -1) + ',"x":"']: '"}' } },
      '/logout': { enctype: 'application/x-www-form-urlencoded', fields: {} },
      '/login': { enctype: 'application/x-www-form-urlencoded', fields: { usuario: shop.diego.rut, password: shop.diego.password } },
    };
    for (const [action, form] of Object.entries(forms)) {
      await ana.page.goto(evil.origin);
      await Promise.all([
        ana.page.waitForURL((url) => url.origin === shop.server.origin), // The form leads there: to an error.
        isRefused(action, () => submitFromThere(action, form)),
      ]);
    }
  });

  it("can't open a socket", async () => {
    await ana.page.goto(evil.origin);
    const outcome = await ana.page.evaluate((url) => new Promise((resolve) => {
      const socket = new WebSocket(url);
      socket.onopen = () => resolve('open');
      socket.onerror = () => resolve('refused');
    }), `${shop.server.origin.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
    assert.equal(outcome, 'refused');
    const poll = '/socket.io/?EIO=4&transport=polling';
    await isRefused(poll, () => fetchFromThere(shop.server.origin + poll, 'text/plain', '40'));
  });

  it('is refused what the page itself may do (control)', async () => {
    await ana.page.goto('/chat');
    const status = await ana.page.evaluate(async ([url, body]) => {
      const headers = { 'content-type': 'application/json', 'X-CSRFToken': '' };
      return (await fetch(url, { method: 'POST', headers, body })).status;
    }, [SEND, JSON.stringify({ conversacion_id: shop.plaza, contenido: 'Desde la propia página' })]);
    assert.equal(status, 201);
  });

  /** The request arrives there with her cookie, and 403 is the answer. */
  async function isRefused(path, attempt) {
    const [answer] = await Promise.all([wire.nextAnswer('POST', shop.server.origin + path), attempt()]);
    assert.match(answer.cookie, /session=/, `the cookie came along to ${path}`);
    assert.equal(answer.status, 403, path);
  }

  function fetchFromThere(address, type, body) {
    return ana.page.evaluate(async ([url, contentType, text]) => {
      const headers = { 'content-type': contentType };
      await fetch(url, { method: 'POST', mode: 'no-cors', credentials: 'include', headers, body: text }).catch(() => {});
    }, [address, type, body]);
  }

  function submitFromThere(action, { enctype, fields }) {
    return ana.page.evaluate(([url, type, entries]) => {
      const form = document.createElement('form');
      Object.assign(form, { method: 'post', action: url, enctype: type });
      for (const [name, value] of Object.entries(entries)) {
        const input = document.createElement('input');
        Object.assign(input, { type: 'hidden', name, value });
        form.append(input);
      }
      document.body.append(form);
      form.submit();
    }, [shop.server.origin + action, enctype, fields]);
  }

  function aMessage() {
    return JSON.stringify({ conversacion_id: shop.chat, contenido: 'Escrito por otro' });
  }
});
