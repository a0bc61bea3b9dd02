import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { it } from 'node:test';

const NO_ACCESS = 'No tienes acceso a esta conversación';

export function badInput(shop) {
  for (const event of ['unirse_conversacion', 'salir_conversacion', 'escribiendo', 'mensaje_enviar']) {
    it(`answers ${event} with a payload of no use by an error, and goes on`, async () => {
      const [ana, bruno] = await shop.socketsOf(shop.ana, shop.bruno);
      for (const [what, payload] of uselessPayloads()) await isRefused(ana, event, what, payload);
      await goesOn(ana, bruno);
    });
  }

  // Leaving is not among them: who was not in it gets no error, whatever it was.
  for (const event of ['unirse_conversacion', 'escribiendo', 'mensaje_enviar']) {
    it(`answers ${event} with an id that can't be by an error, and goes on`, async () => {
      const [ana, bruno] = await shop.socketsOf(shop.ana, shop.bruno);
      for (const conversacion_id of ["' OR 1=1 --", `${shop.chat}\u0000`, '', '../chat.db', 'x'.repeat(1_000)]) {
        await isRefused(ana, event, JSON.stringify(conversacion_id), [{ conversacion_id, contenido: 'Hola' }]);
      }
      await goesOn(ana, bruno);
    });

    it(`keeps ${event} out of other people's conversations`, async () => {
      const [ana, carla] = await shop.socketsOf(shop.ana, shop.carla);
      for (const conversacion_id of [shop.foreignChat, randomUUID(), '00000000-0000-0000-0000-000000000000']) {
        const sentence = await isRefused(ana, event, conversacion_id, [{ conversacion_id, contenido: 'Hola' }]);
        assert.equal(sentence, NO_ACCESS);
      }
      await goesOn(ana, carla);
      assert.deepEqual(carla.messagesIn(shop.foreignChat), []);
      assert.deepEqual(carla.allOf('usuario_escribiendo'), []);
      assert.deepEqual(await shop.carla.history(shop.foreignChat), [], 'nothing was stored');
    });
  }

  it('refuses texts that cannot be, and stores nothing of them', async () => {
    const [ana, bruno] = await shop.socketsOf(shop.ana, shop.bruno);
    const before = await shop.ana.history(shop.chat);
    for (const [what, contenido] of impossibleTexts()) {
      await isRefused(ana, 'mensaje_enviar', what, [{ conversacion_id: shop.chat, contenido }]);
    }
    const tooLong = await isRefused(ana, 'mensaje_enviar', '4,001 characters', [
      { conversacion_id: shop.chat, contenido: 'ñ'.repeat(4_001) },
    ]);
    assert.equal(tooLong, 'Mensaje demasiado largo');
    await isRefused(ana, 'mensaje_enviar', 'an id that is none', [
      { conversacion_id: shop.chat, contenido: 'Hola', id: 'mensaje-1' },
    ]);
    assert.deepEqual(await shop.ana.history(shop.chat), before);
    await goesOn(ana, bruno);
  });

  it('takes 4,000 characters, however many bytes they are', async () => {
    const [ana, bruno] = await shop.socketsOf(shop.ana, shop.bruno);
    const { ok, mensaje } = await ana.sends(shop.chat, `  ${'🧺'.repeat(4_000)}  `);
    assert.equal(ok, true);
    assert.equal((await bruno.hearsMessage(mensaje.id)).contenido, '🧺'.repeat(4_000));
  });

  it('closes a connection that sends more than 64 KiB, and no other', async () => {
    const [ana, anaToo, bruno] = await shop.socketsOf(shop.ana, shop.ana, shop.bruno);
    ana.says('mensaje_enviar', { conversacion_id: shop.chat, contenido: 'x'.repeat(70_000) });
    await ana.isCutOff(5_000);
    await goesOn(anaToo, bruno);
  });

  it('pays no attention to an event that it does not know', async () => {
    const [ana, bruno] = await shop.socketsOf(shop.ana, shop.bruno);
    ana.says('hazme_admin', { rut: shop.ana.rut });
    await goesOn(ana, bruno);
  });

  /** Said without and with acknowledgement: an `error` event each time, and the acknowledgement tells the same. */
  async function isRefused(client, event, what, payload) {
    client.says(event, ...payload);
    const { mensaje } = await client.takes('error', `${event} with ${what}`);
    assert.equal(typeof mensaje, 'string', `an error sentence for ${event} with ${what}`);
    assert.notEqual(mensaje, '');
    const answer = await client.asks(event, ...payload);
    assert.equal(answer.ok, false, `${event} with ${what} is refused`);
    assert.equal(answer.error, mensaje, `acknowledgement and event agree on ${event} with ${what}`);
    assert.equal((await client.takes('error')).mensaje, mensaje);
    return mensaje;
  }

  async function goesOn(client, other) {
    const { ok, mensaje } = await client.sends(shop.plaza, 'Aquí sigo');
    assert.equal(ok, true);
    await other.hearsMessage(mensaje.id);
    assert.equal(client.socket.connected, true);
    assert.deepEqual(client.allOf('error'), [], 'one error for each, no more');
    assert.deepEqual(client.allOf('disconnect'), []);
  }

  function uselessPayloads() {
    const contenido = 'Hola';
    return [
      ['nothing', []],
      ['null', [null]],
      ['a string', ['hola']],
      ['a number', [7]],
      ['true', [true]],
      ['a list', [[shop.chat, contenido]]],
      ['an empty object', [{}]],
      ['no conversation', [{ contenido }]],
      ['a null conversation', [{ conversacion_id: null, contenido }]],
      ['a number as conversation', [{ conversacion_id: 12, contenido }]],
      ['a list as conversation', [{ conversacion_id: [shop.chat], contenido }]],
      ['bytes', [Buffer.from('hola')]],
      ['bytes as conversation', [{ conversacion_id: Buffer.from(shop.chat), contenido }]],
      ['two byte strings', [{ conversacion_id: Buffer.from('a'), contenido: Buffer.from('b') }]],
    ];
  }

  function impossibleTexts() {
    return [
      ['no text', undefined],
      ['null', null],
      ['a number', 42],
      ['a list', ['Hola']],
      ['an object', { texto: 'Hola' }],
      ['an empty text', ''],
      ['only spaces', ' \n\t '],
      ['NUL', 'Hola\u0000'],
      ['bytes', Buffer.from('Hola')],
    ];
  }
}
