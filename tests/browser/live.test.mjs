// assets/js/wire.js by itself: the line before it is known whose it is.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Live } from '../../assets/js/wire.js';

it('remembers what another process stored while the line was not believed yet', async () => {
  const listeners = new Map();
  const socket = { id: 'line', active: true, on: (name, listener) => listeners.set(name, listener) };
  let verified;
  const live = new Live(() => socket, () => new Promise((resolve) => { verified = resolve; }));
  const up = new Promise((resolve) => { live.on('up', resolve); });
  live.on('changed', () => assert.fail('nobody listens to a line that is not believed'));
  listeners.get('conectado')({ n: 10 });
  listeners.get('cambios_externos')({ n: 12 });
  verified('ok');
  assert.equal(await up, 12);
});
