// Who is writing: tells the others, not too often, and forgets the others' word after a while.
import { Emitter } from './emitter.js';
import { t } from './i18n.js';

const TELL_EVERY_MS = 3000; // less than SHOWN_MS, so that steady writing is shown without a break
const SHOWN_MS = 5000;

// Fires `change` (conversationId).
export class Typing extends Emitter {
  #tell;
  #toldAt = new Map();
  #writers = new Map(); // conversationId → Map of userId → {name, timer}

  constructor(tell) {
    super();
    this.#tell = tell;
  }

  wrote(conversationId) {
    const now = performance.now();
    if (now - (this.#toldAt.get(conversationId) || -Infinity) < TELL_EVERY_MS) return;
    this.#toldAt.set(conversationId, now);
    this.#tell(conversationId);
  }

  // After sending, the next keystroke is news again.
  sent(conversationId) {
    this.#toldAt.delete(conversationId);
  }

  hear({ conversationId, userId, name }) {
    this.#forget(conversationId, userId);
    const timer = setTimeout(() => this.stopped(conversationId, userId), SHOWN_MS);
    if (!this.#writers.has(conversationId)) this.#writers.set(conversationId, new Map());
    this.#writers.get(conversationId).set(userId, { name, timer });
    this.fire('change', conversationId);
  }

  stopped(conversationId, userId) {
    if (this.#forget(conversationId, userId)) this.fire('change', conversationId);
  }

  // "Ana está escribiendo…", or empty.
  sentence(conversationId) {
    const names = Array.from((this.#writers.get(conversationId) || new Map()).values(), ({ name }) => name);
    if (names.length === 0) return '';
    if (names.length === 1) return t('typingOne', { name: names[0] });
    if (names.length === 2) return t('typingTwo', { one: names[0], other: names[1] });
    return t('typingMany');
  }

  #forget(conversationId, userId) {
    const writers = this.#writers.get(conversationId);
    if (!writers || !writers.has(userId)) return false;
    clearTimeout(writers.get(userId).timer);
    return writers.delete(userId);
  }
}
