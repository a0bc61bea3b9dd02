// The list of conversations: in view as many rows as were scrolled to, one of them in the order of Tab.
import { batched } from '../batched.js';
import { fateOf } from '../changes.js';
import { faceOf, personIn, titleOf } from '../conversations.js';
import { t } from '../i18n.js';
import { shortTime } from '../text.js';
import { arrange, byId, paintAvatar, part, setText, show, stamp } from './dom.js';

const AT_ONCE = 60; // rows: three screens; the next are made when one scrolls or walks near their end
const NEAR_END_PX = 800;

const FATES = { stored: 'stateSent', received: 'stateReceived', read: 'stateRead' };

export class ListView {
  #list = byId('lista-conversaciones');
  #note = byId('lista-nota');
  #skeleton = byId('lista-esqueleto');
  #drawing = byId('lista-dibujo'); // for who has no conversation yet
  #typing = new Map(); // conversationId → who writes, as a sentence
  #rows = new Map();
  #conversations;
  #outbox;
  #drafts;
  #settings;
  #userId;
  #onOpen;
  #currentId = null;
  #state = 'loading';
  #most = AT_ONCE;
  #presence;
  #mentioned;

  constructor({ conversations, outbox, drafts, settings, presence, mentioned, userId, onOpen }) {
    this.#mentioned = mentioned;
    this.#conversations = conversations;
    this.#outbox = outbox;
    this.#drafts = drafts;
    this.#settings = settings;
    this.#presence = presence;
    this.#userId = userId;
    this.#onOpen = onOpen;
    const render = batched(() => this.render());
    document.addEventListener('scroll', () => this.#scrolled(), { passive: true, capture: true }); // whatever scrolls it
    this.#list.addEventListener('focusin', (event) => this.#stopAt(event.target.closest('.row')));
    this.#list.addEventListener('keydown', (event) => this.#walk(event));
    conversations.on('change', render);
    outbox.on('change', render);
    settings.on('change', (name) => { if (name === 'muted') render(); });
    presence.on('change', render);
    mentioned.on('change', render);
  }

  setCurrent(id) {
    this.#currentId = id;
    const at = this.#conversations.all.findIndex((one) => one.id === id);
    this.#most = Math.max(this.#most, at + 1);
    this.render();
    const row = this.#rows.get(id);
    if (row) row.scrollIntoView({ block: 'nearest' });
    if (row) this.#stopAt(row.firstElementChild);
  }

  // To that conversation's row, or to the first.
  focusRow(id) {
    const row = this.#rows.get(id) || this.#list.firstElementChild;
    if (row) row.firstElementChild.focus();
  }

  // 'loading', 'ready', or a sentence that tells why there is no list.
  setState(state) {
    this.#state = state;
    this.render();
  }

  // Empty: nobody writes there.
  setTyping(id, sentence) {
    if (sentence) this.#typing.set(id, sentence);
    else this.#typing.delete(id);
    this.render();
  }

  render() {
    const shown = this.#conversations.all.slice(0, this.#most);
    const focused = this.#list.contains(document.activeElement) ? document.activeElement : null;
    arrange(this.#list, shown.map((conversation) => this.#row(conversation)));
    const isLoading = this.#state === 'loading' && !this.#conversations.all.length;
    const note = shown.length ? '' : this.#noteFor();
    show(this.#skeleton, isLoading);
    show(this.#drawing, this.#state === 'ready' && !this.#conversations.all.length);
    this.#note.classList.toggle('visually-hidden', isLoading); // the eye has the skeleton
    setText(this.#note, note);
    show(this.#note, note !== '');
    if (focused && focused !== document.activeElement && focused.isConnected) focused.focus({ preventScroll: true }); // it went up
    this.#keepStop();
  }

  #noteFor() {
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
    this.#fillState(part(row, 'state'), conversation, kind);
    show(part(row, 'mention'), unread > 0 && this.#mentioned.countIn(id) > 0);
    setText(part(row, 'badge'), unread > 99 ? '99+' : String(unread));
    setText(part(row, 'badge-label'), t('unreadCount', { count: unread }));
    show(part(row, 'unread'), unread > 0);
    show(part(row, 'muted'), this.#settings.isMuted(id));
    button.classList.toggle('is-muted', this.#settings.isMuted(id));
    button.classList.toggle('is-unread', unread > 0);
    if (id === this.#currentId) button.setAttribute('aria-current', 'true');
    else button.removeAttribute('aria-current');
    return row;
  }

  #makeRow(id) {
    const row = stamp('plantilla-conversacion');
    row.firstElementChild.addEventListener('click', () => this.#onOpen(id));
    row.firstElementChild.tabIndex = -1;
    return row;
  }

  // What became of the last word, where it is one's own.
  #fillState(element, conversation, kind) {
    const { last } = conversation;
    const isShown = kind === '' && Boolean(last) && last.userId === this.#userId && last.n !== undefined && !last.isSystem;
    show(element, isShown);
    if (!isShown) return;
    element.dataset.fate = fateOf(last, conversation);
    element.setAttribute('aria-label', t(FATES[element.dataset.fate]));
  }

  // What most needs to be known: a message that did not go, one on its way, a draft, and else the last word.
  #preview(conversation) {
    const items = this.#outbox.of(conversation.id);
    const refused = items.find((item) => item.state === 'refused');
    if (refused) return { text: t('previewRefused', { text: refused.text }), kind: 'danger' };
    if (items.length) {
      const { text, state } = items[items.length - 1];
      return { text: t(state === 'sending' ? 'previewSending' : 'previewWaiting', { text }), kind: 'muted' };
    }
    if (this.#typing.has(conversation.id)) return { text: conversation.isGroup ? this.#typing.get(conversation.id) : t('typingHere'), kind: 'typing' };
    const draft = conversation.id === this.#currentId ? '' : this.#drafts.get(conversation.id).trim();
    if (draft) return { text: t('previewDraft', { text: draft }), kind: 'draft' };
    const { last } = conversation;
    if (!last) return { text: t('noMessagesYet'), kind: 'muted' };
    if (!last.text) return { text: t('messageDeleted'), kind: 'muted' };
    return { text: this.#spoken(conversation), kind: '' };
  }

  #spoken(conversation) {
    const { userId, text, isSystem } = conversation.last;
    if (isSystem) return text;
    const person = conversation.isGroup && personIn(conversation, userId);
    if (userId === this.#userId) return t('previewOwn', { text });
    return person ? t('previewBy', { name: person.firstName, text }) : text;
  }

  // Arrows walk the rows, Home and End go to the ends; Tab passes the whole list in one step.
  #walk(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const rows = Array.from(this.#list.children);
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    if (event.key === 'End' || (event.key === 'ArrowDown' && at === rows.length - 1)) this.#grow(event.key === 'End' ? Infinity : AT_ONCE);
    const { children } = this.#list;
    const next = { ArrowDown: children[at + 1], ArrowUp: children[at - 1], Home: children[0], End: children[children.length - 1] }[event.key];
    if (!next) return;
    event.preventDefault();
    next.firstElementChild.focus();
  }

  #scrolled() {
    const last = this.#list.lastElementChild;
    if (last && last.offsetParent && last.getBoundingClientRect().top < window.innerHeight + NEAR_END_PX) this.#grow(AT_ONCE);
  }

  #grow(by) {
    const { length } = this.#conversations.all;
    if (this.#most >= length) return;
    this.#most = Math.min(this.#most + by, length);
    this.render();
  }

  #stopAt(button) {
    if (!button) return;
    for (const other of this.#list.querySelectorAll('[tabindex="0"]')) other.tabIndex = -1;
    button.tabIndex = 0;
  }

  // There is always one row that Tab stops at.
  #keepStop() {
    if (this.#list.querySelector('[tabindex="0"]')) return;
    const first = this.#list.querySelector('.row');
    if (first) first.tabIndex = 0;
  }
}
