// What really went over the wire, which neither the page nor Playwright is told when the browser withholds an answer.

import { PATIENCE, within } from '../../clients/support/waiting.mjs';

export async function tap(page) {
  const session = await page.context().newCDPSession(page);
  const wiretap = new Wiretap(session);
  await session.send('Network.enable');
  return wiretap;
}

class Wiretap {
  #exchanges = new Map();
  #waiting = new Set();

  constructor(session) {
    session.on('Network.requestWillBeSent', ({ requestId, request }) => {
      this.#learn(requestId, { method: request.method, url: request.url });
    });
    session.on('Network.requestWillBeSentExtraInfo', ({ requestId, headers }) => {
      this.#learn(requestId, { cookie: headers.Cookie ?? headers.cookie ?? '' });
    });
    session.on('Network.responseReceivedExtraInfo', ({ requestId, statusCode }) => {
      this.#learn(requestId, { status: statusCode });
    });
  }

  /** The next answer to such a request: {method, url, cookie, status}. */
  nextAnswer(method, url) {
    const fits = (exchange) => exchange.method === method && exchange.url === url
      && exchange.status !== undefined && exchange.cookie !== undefined;
    const answered = new Promise((resolve) => this.#waiting.add({ fits, resolve }));
    return within(PATIENCE, answered, `an answer to ${method} ${url}`);
  }

  #learn(id, facts) {
    const exchange = Object.assign(this.#exchanges.get(id) ?? {}, facts);
    this.#exchanges.set(id, exchange);
    for (const waiter of this.#waiting) {
      if (!waiter.fits(exchange)) continue;
      this.#waiting.delete(waiter);
      waiter.resolve(exchange);
    }
  }
}
