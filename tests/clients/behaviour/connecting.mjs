import assert from 'node:assert/strict';
import { it } from 'node:test';

export function connecting(shop) {
  it('greets who comes with a session', async () => {
    const ana = await shop.socketOf(shop.ana);
    const { n, ...greeting } = await ana.hears('conectado');
    assert.deepEqual(greeting, { mensaje: 'Conectado al chat en tiempo real' });
    assert.equal(typeof n, 'number');
    assert.equal(ana.allOf('conectado').length, 1);
    assert.equal(ana.currentTransport, shop.transport === 'polling' ? 'polling' : 'websocket');
  });

  it('refuses who comes without a session', async () => {
    const nobody = shop.knocks(shop.impostor(null));
    const refusal = await nobody.hears('connect_error');
    assert.equal(refusal.message, 'Usuario no autenticado');
    assert.deepEqual(nobody.allOf('conectado'), []);
  });

  it('refuses a made-up cookie', async () => {
    const liar = shop.knocks(shop.impostor('session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'));
    const refusal = await liar.hears('connect_error');
    assert.equal(refusal.message, 'Usuario no autenticado');
  });

  it('lets the same person in several times', async () => {
    const [one, two, three] = await shop.socketsOf(shop.ana, shop.ana, shop.ana);
    assert.equal(new Set([one, two, three].map((client) => client.socket.id)).size, 3);
  });
}
