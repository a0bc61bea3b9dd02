import assert from 'node:assert/strict';
import { it } from 'node:test';

const MANY = 60;

export function bursts(shop) {
  it(`brings ${MANY} messages sent without waiting in order, each once`, async () => {
    const [ana, anaToo, bruno] = await shop.socketsOf(shop.ana, shop.ana, shop.bruno);
    const words = aBurst('Sin esperar');
    for (const contenido of words) ana.says('mensaje_enviar', { conversacion_id: shop.chat, contenido });
    await shop.everythingFrom(ana, ana, anaToo, bruno);
    for (const client of [ana, anaToo, bruno]) {
      assert.deepEqual(client.messagesIn(shop.chat).map((message) => message.contenido), words, `at ${client}`);
    }
    const stored = (await shop.bruno.history(shop.chat)).slice(-MANY);
    assert.deepEqual(stored.map((message) => message.contenido), words);
  });

  it('loses nothing of a burst that meets a client which is just connecting', async () => {
    const ana = await shop.socketOf(shop.ana);
    const bruno = shop.knocks(shop.bruno);
    await bruno.hears('conectado'); // Not `connected()`: the upgrade is still to come.
    const words = aBurst('En plena llegada');
    for (const contenido of words) ana.says('mensaje_enviar', { conversacion_id: shop.chat, contenido });
    await shop.everythingFrom(ana, bruno);
    assert.deepEqual(bruno.messagesIn(shop.chat).map((message) => message.contenido), words);
    assert.deepEqual(bruno.allOf('disconnect'), []);
  });

  it('takes a burst from a client that is still connecting', async () => {
    const bruno = await shop.socketOf(shop.bruno);
    const ana = shop.knocks(shop.ana);
    const words = aBurst('Antes de llegar');
    for (const contenido of words) ana.says('mensaje_enviar', { conversacion_id: shop.chat, contenido });
    await ana.connected();
    await shop.everythingFrom(ana, bruno);
    assert.deepEqual(bruno.messagesIn(shop.chat).map((message) => message.contenido), words);
  });
}

function aBurst(text) {
  return Array.from({ length: MANY }, (_, number) => `${text}: ${number}`);
}
