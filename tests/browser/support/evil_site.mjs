// A page of somebody else on another port of the same host: to a browser the same site, another origin.

import { once } from 'node:events';
import http from 'node:http';

export async function startEvilSite() {
  const server = http.createServer((request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end('<!doctype html><title>Sorteo</title><p>Has ganado.</p>');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
