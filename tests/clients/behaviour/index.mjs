// All that a Socket.IO client can rely on, asked of one client version over each transport.

import { after, afterEach, before, describe } from 'node:test';
import { Shop } from '../support/shop.mjs';
import { badInput } from './bad_input.mjs';
import { bursts } from './bursts.mjs';
import { connecting } from './connecting.mjs';
import { messages } from './messages.mjs';
import { newConversations } from './new_conversations.mjs';
import { restarting } from './restarting.mjs';
import { revocation } from './revocation.mjs';
import { rooms } from './rooms.mjs';
import { typing } from './typing.mjs';

// `WEIGENCE_TRANSPORTS=upgrade` asks for a part of them only.
const TRANSPORTS = process.env.WEIGENCE_TRANSPORTS?.split(',') ?? ['websocket', 'polling', 'upgrade'];

export function everythingWith(version, io) {
  for (const transport of TRANSPORTS) {
    describe(`socket.io-client ${version}, ${transport}`, () => {
      const shop = new Shop(io, transport);
      before(() => shop.open());
      afterEach(() => shop.disconnectAll());
      after(() => shop.close());

      connecting(shop);
      rooms(shop);
      messages(shop);
      typing(shop);
      newConversations(shop);
      badInput(shop);
      bursts(shop);
      revocation(shop);
      restarting(shop); // Last: it stops the server.
    });
  }
}
