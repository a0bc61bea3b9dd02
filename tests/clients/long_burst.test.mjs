// R-13 of RELIABILITY.md with the official client: 20,000 messages, none waited for.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { io } from 'socket.io-client-4.8';
import { Shop } from './support/shop.mjs';

const MANY = 20_000;
const STEP = 1_000;

describe('20,000 messages sent without waiting', () => {
  const shop = new Shop(io, 'websocket');
  before(() => shop.open('--rate', '0'));
  after(() => shop.close());

  it('arrive in order, each once', async () => {
    const [ana, bruno] = await shop.socketsOf(shop.ana, shop.bruno);
    const words = Array.from({ length: MANY }, (_, number) => String(number));
    for (const contenido of words) ana.says('mensaje_enviar', { conversacion_id: shop.chat, contenido });
    // Step by step, because nobody's patience is for all of them.
    for (let step = STEP; step <= MANY; step += STEP) {
      const last = (message) => message.contenido === String(step - 1);
      await Promise.all([ana, bruno].map((client) => client.hears('mensaje_recibido', last)));
    }
    await shop.everythingFrom(ana, ana, bruno);
    for (const client of [ana, bruno]) {
      assert.deepEqual(client.messagesIn(shop.chat).map((message) => message.contenido), words, `at ${client}`);
      assert.deepEqual(client.allOf('disconnect'), []);
    }
  });
});
