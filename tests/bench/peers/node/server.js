// A Node server that speaks the part of the contract that the bench uses: Socket.IO and better-sqlite3, as their own
// documentations advise for production. It opens a copy of the chat's own database, so that nobody's tables are better.
//
//   node server.js --data DIR --port N --password P [--grouped]
//
// Every message is committed by itself; with --grouped, all that arrived in one turn of the event loop are together.

import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { Server } from 'socket.io';
import { Accounts } from './accounts.js';
import { answer } from './http.js';
import { listen } from './sockets.js';
import { Store } from './store.js';
import { committer } from './writer.js';

const { values: options } = parseArgs({
  options: {
    data: { type: 'string' },
    port: { type: 'string', default: '0' },
    password: { type: 'string' },
    grouped: { type: 'boolean', default: false },
  },
});

const store = new Store(`${options.data}/chat.db`);
const chat = { store, accounts: new Accounts(store, options.password), commit: committer(store, options.grouped) };
const server = createServer((request, response) => answer(chat, request, response));
// The bench's connections stay open for as long as it runs; the default would close those that idle for 5 s.
server.keepAliveTimeout = 120_000;
chat.io = new Server(server, { maxHttpBufferSize: 65_536 });
listen(chat);

server.listen(Number(options.port), '127.0.0.1', 1_024, () => {
  console.log(`Servidor en http://127.0.0.1:${server.address().port}`);
});
process.on('SIGTERM', () => {
  store.close();
  process.exit(0);
});
