// Chromium as it comes, with an empty profile, and nothing but this machine to talk to.

import { chromium } from 'playwright-core';
import { PATIENCE } from '../../clients/support/waiting.mjs';
import { ChatPage } from './chat_page.mjs';
import { watch } from './watch.mjs';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
// Whatever the page asked of another host would fail, and the watch would tell.
const NOWHERE_ELSE = 'MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost';
// WEIGENCE_SLOW=yes: each page computes this much more slowly. What only passes on a quick machine shows.
const SLOWDOWN = process.env.WEIGENCE_SLOW === 'yes' ? 3 : 1;
const PAGE_PATIENCE = 2 * PATIENCE; // a page that starts beside three others on a busy machine takes its time
export const DESKTOP = { width: 1280, height: 800 };
export const PHONE = { width: 360, height: 740 };

export class Chromium {
  #browser = null;

  /** `names` are further names of this machine: to the browser other hosts, and insecure ones over HTTP. */
  async open(...names) {
    const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
    const rules = [...names.map((name) => `MAP ${name} 127.0.0.1`), NOWHERE_ELSE].join(', ');
    const args = [...FLAGS, `--host-resolver-rules=${rules}`];
    this.#browser = await chromium.launch({ executablePath, args, headless: true });
    return this;
  }

  async close() {
    await this.#browser?.close();
  }

  /** A browser of that person's own: a fresh profile, not logged in yet. */
  async of(person, options = {}) {
    const context = await this.#browser.newContext({
      baseURL: person.server.origin,
      viewport: DESKTOP,
      locale: 'es-CL',
      timezoneId: 'America/Santiago',
      // Most tests are of the page alone, and some count what it asks for; `serviceWorkers: 'allow'` is for the others.
      serviceWorkers: 'block',
      ...options,
    });
    context.setDefaultTimeout(PAGE_PATIENCE);
    const page = await context.newPage();
    if (SLOWDOWN > 1) await this.#slowDown(page);
    return new ChatPage(page, person, await watch(page, new URL(options.baseURL ?? person.server.origin).hostname));
  }

  async #slowDown(page) {
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
  }

  /** The same, with a session already; `logsIn` is the way through the form. */
  async with(person, options) {
    const chat = await this.of(person, options);
    await chat.comesBack();
    return chat;
  }

  /** Each person in a browser of their own, with the conversation open that has this title there. */
  async inConversation(...pairs) {
    return Promise.all(pairs.map(async ([person, title]) => {
      const chat = await this.with(person);
      await chat.opens(title);
      return chat;
    }));
  }

  async closePages() {
    await Promise.all((this.#browser?.contexts() ?? []).map((context) => context.close()));
  }
}
