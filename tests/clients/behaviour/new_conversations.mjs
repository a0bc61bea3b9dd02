import assert from 'node:assert/strict';
import { it } from 'node:test';

export function newConversations(shop) {
  it('announces a new 1:1 to the other one, once', async () => {
    const [ana, bruno, brunoToo, diego] = await shop.socketsOf(shop.ana, shop.bruno, shop.bruno, shop.diego);
    const id = await shop.diego.chatWith(shop.bruno);
    assert.equal(await shop.bruno.chatWith(shop.diego), id, 'the same conversation from both ends');
    const isNew = (data) => data.conversacion.id === id;
    for (const client of [bruno, brunoToo]) {
      const { conversacion } = await client.hears('nueva_conversacion', isNew);
      assert.equal(conversacion.nombre, 'Chat con Diego');
      assert.equal(conversacion.es_grupal, false);
      assert.equal(conversacion.ultimo_mensaje, null);
      assert.equal(conversacion.mensajes_no_leidos, 0);
      assert.deepEqual(conversacion.participantes.map((user) => user.id), [shop.diego.rut]);
    }
    await shop.everythingHasReached(ana, bruno, diego);
    assert.equal(bruno.allOf('nueva_conversacion').length, 1, 'finding it again is no news');
    for (const client of [ana, diego]) assert.deepEqual(client.allOf('nueva_conversacion'), [], `${client} is not told`);
  });

  it('announces a group to its people, and its messages reach them without joining', async () => {
    const [ana, bruno, carla, stranger] = await shop.socketsOf(shop.ana, shop.bruno, shop.carla, shop.diego);
    const id = await shop.ana.group('Turno <noche>', shop.bruno, shop.carla);
    for (const client of [bruno, carla]) {
      const { conversacion } = await client.hears('nueva_conversacion', (data) => data.conversacion.id === id);
      assert.equal(conversacion.nombre, 'Turno <noche>');
      assert.equal(conversacion.es_grupal, true);
      assert.equal(conversacion.participantes.length, 2);
    }
    const { mensaje } = await ana.sends(id, 'Bienvenidos');
    await Promise.all([bruno, carla].map((client) => client.hearsMessage(mensaje.id)));
    await shop.everythingHasReached(ana, stranger);
    for (const client of [ana, stranger]) assert.deepEqual(client.allOf('nueva_conversacion'), [], `${client} is not told`);
    assert.deepEqual(stranger.messagesIn(id), []);
  });
}
