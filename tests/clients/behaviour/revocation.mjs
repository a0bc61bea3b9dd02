import assert from 'node:assert/strict';
import { it } from 'node:test';

export function revocation(shop) {
  it('closes the sockets of a session that logs out, and no others', async () => {
    const leaving = await shop.elena.logIn();
    const staying = await shop.elena.atAnotherTill();
    const [one, two, other] = await shop.socketsOf(leaving, leaving, staying);
    await leaving.logOut();
    await Promise.all([one.isCutOff(), two.isCutOff()]);
    assert.equal(other.socket.connected, true);
    await staysOut(leaving);
    assert.equal((await staying.get('/api/chat/conversaciones')).status, 200);
    assert.deepEqual(other.allOf('disconnect'), [], 'the other session goes on');
  });

  it('closes the sockets of who is disabled from the command line', async () => {
    await shop.fabian.logIn();
    const till = await shop.fabian.atAnotherTill();
    const [one, two] = await shop.socketsOf(shop.fabian, till);
    await shop.server.command(['user', 'disable', shop.fabian.rut]);
    await Promise.all([one.isCutOff(), two.isCutOff()]);
    await staysOut(shop.fabian);
    await staysOut(till);
    await shop.server.command(['user', 'enable', shop.fabian.rut]);
    await staysOut(till); // To be let in again is no reason for an old cookie to count again.
    await shop.socketOf(await shop.fabian.logIn());
  });

  it('closes the sockets of who gets a new password from the command line', async () => {
    await shop.gabriela.logIn();
    const socket = await shop.socketOf(shop.gabriela);
    await shop.server.command(['user', 'password', shop.gabriela.rut, '--password-stdin'], 'otra-clave-9\n');
    await socket.isCutOff();
    await staysOut(shop.gabriela);
    shop.gabriela.password = 'otra-clave-9';
    await shop.socketOf(await shop.gabriela.logIn());
  });

  it('stores nothing of what a closed session still says', async () => {
    const elena = await (await shop.elena.logIn()).atAnotherTill();
    const chat = await shop.elena.chatWith(shop.ana);
    const socket = await shop.socketOf(elena);
    await elena.logOut();
    socket.says('mensaje_enviar', { conversacion_id: chat, contenido: 'Después de salir' });
    await socket.isCutOff();
    assert.deepEqual(await shop.ana.history(chat), []);
  });

  async function staysOut(person) {
    const refusal = await shop.knocks(person).hears('connect_error');
    assert.equal(refusal.message, 'Usuario no autenticado');
    assert.equal((await person.get('/api/chat/conversaciones')).status, 401);
  }
}
