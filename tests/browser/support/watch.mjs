// Watches a page for what must never happen there: a script from outside, an uncaught error, a word to another host.

import assert from 'node:assert/strict';

// Chromium's own words for a server that is away, and for a header that has no meaning over plain HTTP.
const OWN_WORDS = /net::ERR_|WebSocket connection to|Failed to load resource|Cross-Origin-Opener-Policy header has been ignored/;

/** `host` is where the page comes from. */
export async function watch(page, host = '127.0.0.1') {
  const watcher = new Watcher(page, host);
  await page.addInitScript(() => {
    window.__violations = [];
    document.addEventListener('securitypolicyviolation', (event) => {
      window.__violations.push(`${event.violatedDirective} by ${event.blockedURI} ${event.sample}`);
    });
  });
  return watcher;
}

class Watcher {
  #complaints = [];
  #page;
  #host;

  constructor(page, host) {
    this.#page = page;
    this.#host = host;
    page.on('pageerror', (error) => this.#complaints.push(`uncaught: ${error.stack ?? error}`));
    page.on('console', (message) => this.#heard(message));
    page.on('dialog', (dialog) => {
      this.#complaints.push(`a dialog: ${dialog.message()}`);
      dialog.dismiss();
    });
    page.on('request', (request) => this.#asked(new URL(request.url())));
  }

  async violations() {
    return this.#page.evaluate(() => window.__violations);
  }

  async wasExecuted() {
    return this.#page.evaluate(() => window.__xss !== undefined);
  }

  async isClean() {
    assert.deepEqual(this.#complaints, []);
    assert.deepEqual(await this.violations(), [], 'no violation of the Content-Security-Policy');
    assert.equal(await this.wasExecuted(), false, 'no foreign script has run');
  }

  #heard(message) {
    if (message.type() !== 'error' || OWN_WORDS.test(message.text())) return;
    this.#complaints.push(`console: ${message.text()}`);
  }

  #asked(url) {
    if (['data:', 'blob:'].includes(url.protocol) || url.hostname === this.#host) return;
    this.#complaints.push(`a request to ${url}`);
  }
}
