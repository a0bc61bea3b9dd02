// The slim bar under the conversation's head: the newest pinned message, and with each press the one before it.
import { t } from '../i18n.js';
import { byId, setText, show } from './dom.js';
import { nameIn } from './marks.js';

export class PinnedView {
  #bar = byId('fijados');
  #all = byId('btn-fijados');
  #known = new Map(); // conversationId → messages, the newest first
  #conversation = null;
  #at = 0;
  #fetch;

  // `fetch(conversationId)` promises the pinned messages, oldest first; `goTo(id)`; `list()`
  constructor({ fetch, goTo, list }) {
    this.#fetch = fetch;
    byId('btn-fijado').addEventListener('click', () => this.#press(goTo));
    this.#all.addEventListener('click', list);
  }

  enter(conversation) {
    this.#conversation = conversation;
    this.#at = 0;
    this.#render();
    this.refresh();
  }

  // What can't be asked now is asked with the next line.
  async refresh() {
    const conversation = this.#conversation;
    if (!conversation) return;
    const messages = await this.#fetch(conversation.id).catch(() => null);
    if (!messages) return;
    this.#known.set(conversation.id, messages.filter(({ isDeleted }) => !isDeleted).reverse());
    if (this.#conversation === conversation) this.#render();
  }

  changed(message) {
    if (!this.#conversation || message.conversationId !== this.#conversation.id) return;
    if (message.isPinned || this.#messages.some(({ id }) => id === message.id)) this.refresh();
  }

  get #messages() {
    return (this.#conversation && this.#known.get(this.#conversation.id)) || [];
  }

  #press(goTo) {
    const { id } = this.#messages[this.#at];
    this.#at = (this.#at + 1) % this.#messages.length;
    this.#render();
    goTo(id);
  }

  #render() {
    const messages = this.#messages;
    show(this.#bar, messages.length > 0);
    if (!messages.length) return;
    this.#at = Math.min(this.#at, messages.length - 1);
    const message = messages[this.#at];
    setText(byId('fijado-titulo'), t('pinnedOf', { at: this.#at + 1, count: messages.length }));
    setText(byId('fijado-texto'), `${nameIn(this.#conversation, message.userId, message.author && message.author.name)}: ${message.text}`);
    setText(this.#all, t('seeAll'));
  }
}
