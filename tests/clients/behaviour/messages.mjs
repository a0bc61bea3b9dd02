import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { it } from 'node:test';

export function messages(shop) {
  /** Two sockets of Ana, two of Bruno (one joined, one left) and one of Diego, who has no part in it. */
  async function listeners() {
    const [ana, anaToo, bruno, brunoToo, stranger] = await shop.socketsOf(
      shop.ana, shop.ana, shop.bruno, shop.bruno, shop.diego,
    );
    await bruno.asks('unirse_conversacion', { conversacion_id: shop.chat });
    await brunoToo.asks('unirse_conversacion', { conversacion_id: shop.chat });
    await brunoToo.asks('salir_conversacion', { conversacion_id: shop.chat });
    return { ana, stranger, participants: [ana, anaToo, bruno, brunoToo], all: [ana, anaToo, bruno, brunoToo, stranger] };
  }

  async function onlyParticipantsGot(id, { participants, stranger, all }) {
    await shop.everythingHasReached(...all);
    for (const client of participants) assert.equal(client.timesHeard(id), 1, `${client} gets it exactly once`);
    assert.deepEqual(stranger.messagesIn(shop.chat), [], 'the stranger gets nothing');
  }

  it('brings a message to every socket of every participant once, and to nobody else', async () => {
    const there = await listeners();
    const text = `Hola <b>Bruno</b> & ñandú ${randomUUID()}`;
    there.ana.says('mensaje_enviar', { conversacion_id: shop.chat, contenido: `  ${text}\n` });
    const message = await there.ana.hears('mensaje_recibido', (heard) => heard.contenido === text);
    looksLikeAMessage(message, shop.chat, shop.ana);
    await onlyParticipantsGot(message.id, there);
    assert.deepEqual(there.ana.allOf('error'), []);
  });

  it('acknowledges a message with what was stored', async () => {
    const there = await listeners();
    const answer = await there.ana.sends(shop.chat, 'Con acuse de recibo');
    assert.equal(answer.ok, true);
    looksLikeAMessage(answer.mensaje, shop.chat, shop.ana);
    assert.equal(answer.mensaje.contenido, 'Con acuse de recibo');
    await onlyParticipantsGot(answer.mensaje.id, there);
    const stored = (await shop.bruno.history(shop.chat)).at(-1);
    assert.equal(stored.id, answer.mensaje.id);
    assert.equal(stored.es_propio, false);
  });

  it('keeps the id that the client made, and a repetition changes nothing', async () => {
    const there = await listeners();
    const id = randomUUID();
    const first = await there.ana.sends(shop.chat, 'Una sola vez', id.toUpperCase());
    const again = await there.ana.sends(shop.chat, 'Una sola vez', id);
    const byRest = await shop.ana.post('/api/chat/mensaje/enviar', { conversacion_id: shop.chat, contenido: 'Una sola vez', id });
    assert.equal(first.mensaje.id, id);
    assert.equal(again.ok, true);
    assert.deepEqual(again.mensaje, first.mensaje);
    assert.equal(byRest.status, 200, 'REST says that it was there already');
    assert.equal(byRest.body.mensaje.id, id);
    await onlyParticipantsGot(id, there);
    const copies = (await shop.ana.history(shop.chat)).filter((message) => message.id === id);
    assert.equal(copies.length, 1, 'it is stored once');
  });

  it('refuses a used id with other words, in another conversation or from another person', async () => {
    const [ana, bruno] = await shop.socketsOf(shop.ana, shop.bruno);
    const id = randomUUID();
    assert.equal((await ana.sends(shop.chat, 'Lo primero', id)).ok, true);
    for (const attempt of [
      ana.sends(shop.chat, 'Lo segundo', id),
      ana.sends(shop.team, 'Lo primero', id),
      bruno.sends(shop.chat, 'Lo primero', id),
    ]) {
      const answer = await attempt;
      assert.equal(answer.ok, false);
      assert.equal(typeof answer.error, 'string');
    }
    await shop.everythingHasReached(ana, bruno);
    assert.equal(bruno.timesHeard(id), 1);
  });

  it('takes null for an absent id', async () => {
    const ana = await shop.socketOf(shop.ana);
    const answer = await ana.sends(shop.chat, 'Sin id', null);
    assert.equal(answer.ok, true);
    assert.match(answer.mensaje.id, UUID);
  });

  it('brings what was sent by REST in the same way', async () => {
    const there = await listeners();
    const sent = await shop.ana.writes(shop.chat, 'Por REST');
    const [, , bruno] = there.participants;
    looksLikeAMessage(await bruno.hearsMessage(sent.id), shop.chat, shop.ana);
    await onlyParticipantsGot(sent.id, there);
  });

  it('serves a group too', async () => {
    const [ana, bruno, carla, stranger] = await shop.socketsOf(shop.ana, shop.bruno, shop.carla, shop.diego);
    const { mensaje } = await carla.sends(shop.team, 'A todos los de bodega');
    await shop.everythingHasReached(ana, bruno, carla, stranger);
    assert.deepEqual([ana, bruno, carla, stranger].map((client) => client.timesHeard(mensaje.id)), [1, 1, 1, 0]);
    assert.deepEqual(stranger.messagesIn(shop.team), []);
  });
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function looksLikeAMessage(message, conversation, author) {
  assert.match(message.id, UUID);
  assert.equal(message.conversacion_id, conversation);
  assert.equal(message.usuario_id, author.rut);
  assert.match(message.fecha_envio, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.equal(message.editado, false);
  assert.equal(message.eliminado, false);
  for (const key of ['id', 'nombre', 'apellido', 'nombre_completo', 'email', 'rol', 'iniciales']) {
    assert.equal(typeof message.usuario[key], 'string', `usuario.${key} is a string`);
  }
  assert.equal(message.usuario.id, author.rut);
  assert.equal(message.usuario.nombre, author.name.split(' ')[0]);
  assert.equal(message.usuario.nombre_completo, author.name);
}
