import assert from 'node:assert/strict';
import { it } from 'node:test';

export function rooms(shop) {
  it('joins a conversation', async () => {
    const ana = await shop.socketOf(shop.ana);
    ana.says('unirse_conversacion', { conversacion_id: shop.chat });
    assert.deepEqual(await ana.hears('unido_conversacion'), {
      conversacion_id: shop.chat,
      mensaje: 'Te has unido a la conversación',
    });
  });

  it('joins with an acknowledgement, an id in capitals and a key it does not know', async () => {
    const ana = await shop.socketOf(shop.ana);
    const payload = { conversacion_id: shop.chat.toUpperCase(), color: 'verde' };
    assert.equal((await ana.asks('unirse_conversacion', payload)).ok, true);
    assert.equal((await ana.hears('unido_conversacion')).conversacion_id, shop.chat);
  });

  it('leaves, also what it was not in', async () => {
    const ana = await shop.socketOf(shop.ana);
    await ana.asks('unirse_conversacion', { conversacion_id: shop.chat });
    for (const conversacion_id of [shop.chat, shop.chat, shop.team]) {
      assert.equal((await ana.asks('salir_conversacion', { conversacion_id })).ok, true);
    }
    await shop.everythingFrom(ana, ana);
    assert.deepEqual(ana.allOf('error'), []);
  });
}
