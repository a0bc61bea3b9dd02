// A `sid` belongs to the session that opened it: spoken in plain Engine.IO, as a thief would.

import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, describe, it } from 'node:test';
import { io } from 'socket.io-client-4.8';
import { Shop } from './support/shop.mjs';
import { PATIENCE, within } from './support/waiting.mjs';

describe('the sid of a polling session', () => {
  const shop = new Shop(io, 'polling');
  before(() => shop.open());
  after(() => shop.close());

  it('is of no use with the cookie of another session', async () => {
    const sid = await opens(shop.ana);
    const anaElsewhere = await shop.ana.atAnotherTill();
    for (const thief of [shop.bruno.cookie, anaElsewhere.cookie]) {
      assert.equal((await polls(sid, thief)).status, 403, 'reading');
      assert.equal((await pushes(sid, thief, STRANGE_WORDS)).status, 403, 'writing');
      assert.equal(await upgrades(sid, thief), 403, 'upgrading');
    }
    await worksFor(sid, shop.ana.cookie);
  });

  it('is of no use with the cookie of an ended session', async () => {
    const ended = await shop.ana.atAnotherTill();
    await ended.logOut();
    const sid = await opens(shop.ana);
    assert.equal((await polls(sid, ended.cookie)).status, 403);
    assert.equal((await pushes(sid, ended.cookie, STRANGE_WORDS)).status, 403);
    assert.equal(await upgrades(sid, ended.cookie), 403);
    await worksFor(sid, shop.ana.cookie);
  });

  it('is of no use any more when its own session has ended', async () => {
    const leaving = await shop.ana.atAnotherTill();
    const sid = await opens(leaving);
    await leaving.logOut();
    assert.equal((await polls(sid, leaving.cookie)).status, 403);
    const without = await polls(sid, null);
    assert.ok(without.status >= 400 || without.text === '1', `gone without a cookie too: ${without.status} ${without.text}`);
  });

  it('works without a cookie, because python-engineio sends none after the handshake', async () => {
    const sid = await opens(shop.ana);
    await worksFor(sid, null);
  });

  const STRANGE_WORDS = '42["unirse_conversacion",{}]';

  /** Opens a session and connects; tells its sid. */
  async function opens(person) {
    const handshake = await request('GET', '', person.cookie);
    assert.equal(handshake.status, 200, handshake.text);
    const { sid } = JSON.parse(handshake.text.slice(1));
    assert.equal((await pushes(sid, person.cookie, '40')).status, 200);
    await packet(sid, person.cookie, (text) => text.startsWith('42["conectado"'));
    return sid;
  }

  async function worksFor(sid, cookie) {
    const joining = `421["unirse_conversacion",{"conversacion_id":"${shop.chat}"}]`;
    assert.equal((await pushes(sid, cookie, joining)).status, 200);
    await packet(sid, cookie, (text) => text.startsWith('431[{"ok":true'));
  }

  /** Polls until a packet like that has come. */
  async function packet(sid, cookie, fits) {
    const found = (async () => {
      for (;;) {
        const { status, text } = await polls(sid, cookie);
        assert.equal(status, 200, text);
        const packets = text.split('\x1e');
        assert.ok(packets.length <= 16, `an answer of ${packets.length} packets`);
        if (packets.some(fits)) return;
        if (packets.includes('2')) await pushes(sid, cookie, '3');
      }
    })();
    await within(PATIENCE, found, 'a packet by polling');
  }

  const polls = (sid, cookie) => request('GET', `&sid=${sid}`, cookie);
  const pushes = (sid, cookie, packets) => request('POST', `&sid=${sid}`, cookie, packets);

  async function request(method, query, cookie, body) {
    const headers = cookie ? { cookie } : {};
    if (body) headers['content-type'] = 'text/plain;charset=UTF-8';
    const url = `${shop.server.origin}/socket.io/?EIO=4&transport=polling${query}`;
    const response = await fetch(url, { method, headers, body });
    return { status: response.status, text: await response.text() };
  }

  /** The status of the answer to a WebSocket handshake with that sid. */
  async function upgrades(sid, cookie) {
    const headers = {
      cookie,
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    };
    const url = `${shop.server.origin}/socket.io/?EIO=4&transport=websocket&sid=${sid}`;
    const answered = new Promise((resolve, reject) => {
      const asking = http.get(url, { headers });
      asking.once('response', (response) => resolve(response.resume().statusCode));
      asking.once('upgrade', (response, socket) => resolve(socket.destroy() && response.statusCode));
      asking.once('error', reject);
    });
    return within(PATIENCE, answered, 'the answer to a WebSocket handshake');
  }
});
