// The list of conversations and its search box.
import { batched } from '../batched.js';
import { faceOf, personIn, titleOf } from '../conversations.js';
import { t } from '../i18n.js';
import { matches, shortTime } from '../text.js';
import { arrange, byId, paintAvatar, part, setText, show, stamp } from './dom.js';

export class ListView {
  #list = byId('lista-conversaciones');
  #search = byId('buscar-conversacion');
  #note = byId('lista-nota');
  #rows = new Map();
  #conversations;
  #outbox;
  #drafts;
  #userId;
  #onOpen;
  #currentId = null;
  #state = 'loading';

  #presence;

  constructor({ conversations, outbox, drafts, presence, userId, onOpen }) {
    this.#conversations = conversations;
    this.#outbox = outbox;
    this.#drafts = drafts;
    this.#presence = presence;
    this.#userId = userId;
    this.#onOpen = onOpen;
    const render = batched(() => this.render());
    this.#search.addEventListener('input', render);
    this.#list.addEventListener('keydown', (event) => this.#walk(event));
    conversations.on('change', render);
    outbox.on('change', render);
    presence.on('change', render);
  }

  setCurrent(id) {
    this.#currentId = id;
    this.render();
  }

  // 'loading', 'ready', or a sentence that tells why there is no list.
  setState(state) {
    this.#state = state;
    this.render();
  }

  render() {
    const search = this.#search.value;
    const shown = this.#conversations.all.filter((one) => matches(search, searchText(one)));
    arrange(this.#list, shown.map((conversation) => this.#row(conversation)));
    const note = shown.length ? '' : this.#noteFor(search);
    setText(this.#note, note);
    show(this.#note, note !== '');
  }

  #noteFor(search) {
    if (this.#conversations.all.length) return t('noConversationMatches', { search: search.trim() });
    if (this.#state === 'loading') return t('loadingConversations');
    if (this.#state === 'ready') return t('noConversations');
    return this.#state;
  }

  #row(conversation) {
    const { id, unread } = conversation;
    if (!this.#rows.has(id)) this.#rows.set(id, this.#makeRow(id));
    const row = this.#rows.get(id);
    const button = row.firstElementChild;
    paintAvatar(part(row, 'avatar'), faceOf(conversation));
    setText(part(row, 'title'), titleOf(conversation));
    const isOnline = !conversation.isGroup && conversation.people.some((person) => this.#presence.isOnline(person.id));
    show(part(row, 'online'), isOnline);
    show(part(row, 'online-word'), isOnline);
    setText(part(row, 'time'), shortTime(conversation.last ? conversation.last.sentAt : conversation.updatedAt));
    const { text, kind } = this.#preview(conversation);
    setText(part(row, 'preview'), text);
    part(row, 'preview').dataset.kind = kind;
    setText(part(row, 'badge'), unread > 99 ? '99+' : String(unread));
    setText(part(row, 'badge-label'), t('unreadCount', { count: unread }));
    show(part(row, 'unread'), unread > 0);
    button.classList.toggle('is-unread', unread > 0);
    if (id === this.#currentId) button.setAttribute('aria-current', 'true');
    else button.removeAttribute('aria-current');
    return row;
  }

  #makeRow(id) {
    const row = stamp('plantilla-conversacion');
    row.firstElementChild.addEventListener('click', () => this.#onOpen(id));
    return row;
  }

  // What most needs to be known: a message that did not go, one on its way, a draft, and else the last word.
  #preview(conversation) {
    const items = this.#outbox.of(conversation.id);
    const refused = items.find((item) => item.state === 'refused');
    if (refused) return { text: t('previewRefused', { text: refused.text }), kind: 'danger' };
    if (items.length) return { text: t('previewSending', { text: items[items.length - 1].text }), kind: 'muted' };
    const draft = conversation.id === this.#currentId ? '' : this.#drafts.get(conversation.id).trim();
    if (draft) return { text: t('previewDraft', { text: draft }), kind: 'draft' };
    const { last } = conversation;
    if (!last) return { text: t('noMessagesYet'), kind: 'muted' };
    if (!last.text) return { text: t('messageDeleted'), kind: 'muted' };
    return { text: this.#spoken(conversation), kind: '' };
  }

  #spoken(conversation) {
    const { userId, text } = conversation.last;
    if (userId === this.#userId) return t('previewOwn', { text });
    const person = conversation.isGroup && personIn(conversation, userId);
    return person ? t('previewBy', { name: person.firstName, text }) : text;
  }

  #walk(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const buttons = Array.from(this.#list.querySelectorAll('button'));
    const next = buttons[buttons.indexOf(document.activeElement) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
}

function searchText(conversation) {
  return [titleOf(conversation), ...conversation.people.map((person) => `${person.name} ${person.email}`)].join(' ');
}
