import assert from 'node:assert/strict';
import { it } from 'node:test';

export function restarting(shop) {
  it('stops in under 5 s with clients connected, and they come back by themselves', async () => {
    const patient = { reconnection: true, reconnectionDelay: 50, reconnectionDelayMax: 200, forceNew: true };
    const [ana, bruno] = await Promise.all([shop.socketOf(shop.ana, patient), shop.socketOf(shop.bruno, patient)]);
    const { mensaje: before } = await ana.sends(shop.chat, 'Antes del corte');
    await bruno.hearsMessage(before.id);

    const { code, milliseconds } = await shop.server.stop();
    assert.equal(code, 0, shop.server.log);
    assert.ok(milliseconds < 5_000, `stopping took ${milliseconds} ms`);
    await Promise.all([ana.isCutOff(), bruno.isCutOff()]);
    await Promise.all([ana.takes('conectado'), bruno.takes('conectado')]); // Those of the first connection.

    await shop.server.start();
    await Promise.all([ana.hears('conectado'), bruno.hears('conectado')]);
    const { ok, mensaje: after } = await ana.sends(shop.chat, 'Después del corte');
    assert.equal(ok, true);
    await bruno.hearsMessage(after.id);
    await shop.everythingHasReached(ana, bruno);
    assert.deepEqual(bruno.messagesIn(shop.chat).map((message) => message.id), [before.id, after.id]);
    assert.deepEqual((await shop.bruno.history(shop.chat)).slice(-2).map((message) => message.id), [before.id, after.id]);
  });
}
