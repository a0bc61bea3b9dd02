import assert from 'node:assert/strict';
import { it } from 'node:test';

export function typing(shop) {
  it('tells the others who is typing, and only them', async () => {
    const [ana, anaToo, bruno, brunoToo, stranger] = await shop.socketsOf(
      shop.ana, shop.ana, shop.bruno, shop.bruno, shop.diego,
    );
    await bruno.asks('unirse_conversacion', { conversacion_id: shop.chat });
    assert.equal((await ana.asks('escribiendo', { conversacion_id: shop.chat })).ok, true);
    for (const other of [bruno, brunoToo]) {
      const heard = await other.hears('usuario_escribiendo');
      assert.equal(heard.conversacion_id, shop.chat);
      assert.equal(heard.usuario_id, shop.ana.rut);
      assert.match(heard.nombre, /^Ana/);
    }
    await shop.everythingFrom(ana, ana, anaToo, bruno, brunoToo, stranger);
    for (const client of [ana, anaToo, stranger]) {
      assert.deepEqual(client.allOf('usuario_escribiendo'), [], `${client} is not told`);
    }
    assert.equal(bruno.allOf('usuario_escribiendo').length, 1);
  });
}
