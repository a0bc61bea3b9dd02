// The network between one client and the server: it can be cut, or stand still with everything on it.

import net from 'node:net';
import { once } from 'node:events';

export class Line {
  #server;
  #to;
  #pairs = new Set();
  #isCut = false;
  #isStalled = false;

  /** A way to `to` (`host:port`). */
  static async to(to) {
    const line = new Line();
    line.#to = to;
    line.#server = net.createServer((near) => line.#join(near));
    line.#server.listen(0, '127.0.0.1');
    await once(line.#server, 'listening');
    return line;
  }

  get origin() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  /** Everything that is open breaks, and nothing can be opened. */
  cut() {
    this.#isCut = true;
    for (const pair of this.#pairs) for (const end of pair) end.destroy();
  }

  /** Nothing moves any more, and neither side is told. */
  stall() {
    this.#isStalled = true;
    for (const pair of this.#pairs) for (const end of pair) end.pause();
  }

  /** Everything is as it was; what stood on the line goes on. */
  heal() {
    this.#isCut = false;
    this.#isStalled = false;
    for (const pair of this.#pairs) for (const end of pair) end.resume();
  }

  close() {
    this.cut();
    this.#server.close();
  }

  #join(near) {
    if (this.#isCut) return near.destroy();
    const [host, port] = this.#to.split(':');
    const far = net.connect(Number(port), host);
    const pair = [near, far];
    this.#pairs.add(pair);
    for (const [from, to] of [[near, far], [far, near]]) {
      from.setNoDelay();
      from.on('data', (chunk) => { if (!to.write(chunk)) this.#waitFor(from, to); });
      from.on('end', () => to.end());
      from.on('error', () => {});
      from.on('close', () => {
        to.destroy();
        this.#pairs.delete(pair);
      });
      if (this.#isStalled) from.pause();
    }
    return undefined;
  }

  #waitFor(from, to) {
    from.pause();
    to.once('drain', () => { if (!this.#isStalled) from.resume(); });
  }
}
