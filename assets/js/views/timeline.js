// The messages of the open conversation: shows a Room, keeps the scroll place, and tells what has been before the eyes.
import { batched } from '../batched.js';
import { t } from '../i18n.js';
import { clockTime, dayName, isSameDay, isValid } from '../text.js';
import { arrange, byId, paintAvatar, part, setText, show, stamp } from './dom.js';

const NEAR_TOP_PX = 400; // older messages are asked for this early, so that scrolling seldom has to wait
const NEAR_END_PX = 60; // nearer to the end than this is "at the end", and stays there when something comes
const SAME_BREATH_MS = 300000; // messages of one person within five minutes are one group
const STATES = { sending: 'stateSending', waiting: 'stateWaiting', refused: 'stateRefused' };

export class TimelineView {
  #box = byId('mensajes-contenedor');
  #older = byId('mensajes-anteriores');
  #olderButton = byId('btn-anteriores');
  #note = byId('mensajes-nota');
  #down = byId('btn-bajar');
  #on;
  #room = null;
  #nodes = new Map();
  #shown = new WeakMap(); // what an element shows, so that of thousands only those that changed are written
  #keepsEnd = true;
  #needsPlace = true; // the conversation was just opened: go to the first new message, or to the end

  // `on`: {edit(id), discard(id)}
  constructor(on) {
    this.#on = on;
    this.#olderButton.addEventListener('click', () => this.#room && this.#room.loadOlder());
    this.#box.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    this.#down.addEventListener('click', () => this.goToEnd());
    document.addEventListener('visibilitychange', () => this.#tellSeen());
    // The keyboard of a phone, or a growing text field, takes height from below: the end stays in view.
    if (window.ResizeObserver) new ResizeObserver(() => this.#resized()).observe(this.#box);
  }

  open(room) {
    this.#room = room;
    this.#nodes.clear();
    this.#box.replaceChildren();
    this.#box.classList.toggle('is-direct', !room.conversation.isGroup);
    this.#needsPlace = true;
    this.#keepsEnd = true;
    room.on('change', batched(() => { if (this.#room === room) this.render(); }));
    this.render();
  }

  close() {
    this.#room = null;
    this.#nodes.clear();
    this.#box.replaceChildren();
  }

  // The next change is seen from the end: it is one's own message.
  keepEnd() {
    this.#keepsEnd = true;
    this.#needsPlace = false;
  }

  goToEnd() {
    this.#keepsEnd = true;
    this.#box.scrollTop = this.#box.scrollHeight;
    this.#scrolled();
  }

  render() {
    const room = this.#room;
    const anchor = this.#keepsEnd ? null : this.#findAnchor();
    arrange(this.#box, this.#elements(room.entries));
    this.#renderEdges(room);
    if (this.#needsPlace) this.#placeFirst(room);
    else if (anchor) this.#box.scrollTop += anchor.element.offsetTop - anchor.top;
    else this.#box.scrollTop = this.#box.scrollHeight;
    this.#scrolled();
  }

  #elements(entries) {
    const elements = [this.#older];
    let previous = null;
    for (const entry of entries) {
      const starts = this.#separators(entry, previous);
      elements.push(...starts);
      elements.push(this.#node(entry, starts.length === 0 && isOneBreath(previous, entry)));
      previous = entry;
    }
    this.#forgetAllBut(new Set(elements));
    return [...elements, this.#note];
  }

  #separators({ id, message }, previous) {
    const found = [];
    if (message && isValid(message.sentAt) && !(previous && previous.message && isSameDay(previous.message.sentAt, message.sentAt))) {
      found.push(this.#separator(`day ${id}`, dayName(message.sentAt), 'day'));
    }
    if (id === this.#room.unreadFromId) found.push(this.#separator('unread', t('newMessages'), 'unread'));
    return found;
  }

  #separator(key, text, kind) {
    const element = this.#keyed(key, 'plantilla-separador');
    element.dataset.kind = kind;
    setText(element.firstElementChild, text);
    return element;
  }

  #node(entry, isContinued) {
    const element = this.#keyed(entry.id, 'plantilla-mensaje', (fresh) => this.#wire(fresh, entry.id));
    const shown = this.#shown.get(element);
    const name = entry.author ? entry.author.name : '';
    if (!shown || shown.message !== entry.message || shown.state !== entry.state || shown.isContinued !== isContinued || shown.name !== name) {
      this.#fill(element, entry, isContinued);
      this.#shown.set(element, { message: entry.message, state: entry.state, isContinued, name });
    }
    return element;
  }

  #fill(element, entry, isContinued) {
    const { message, author, isOwn, state } = entry;
    const isDeleted = Boolean(message && message.isDeleted);
    element.classList.toggle('is-own', isOwn);
    element.classList.toggle('is-continued', isContinued);
    element.classList.toggle('is-deleted', isDeleted);
    element.dataset.state = state;
    element.dataset.mensajeId = entry.id;
    if (author) paintAvatar(part(element, 'avatar'), author);
    setText(part(element, 'author'), isOwn ? t('you') : author ? author.name : '');
    setText(part(element, 'text'), isDeleted ? t('messageDeleted') : entry.text);
    setText(part(element, 'time'), message ? clockTime(message.sentAt) + (message.isEdited ? ` · ${t('edited')}` : '') : t(STATES[state]));
    show(part(element, 'sent'), isOwn && state === 'stored');
    show(part(element, 'refused'), state === 'refused');
    setText(part(element, 'reason'), entry.refusal);
  }

  #wire(element, id) {
    part(element, 'edit').addEventListener('click', () => this.#on.edit(id));
    part(element, 'discard').addEventListener('click', () => this.#on.discard(id));
  }

  #keyed(key, templateId, prepare = () => {}) {
    if (!this.#nodes.has(key)) {
      const element = stamp(templateId);
      element.dataset.key = key;
      prepare(element);
      this.#nodes.set(key, element);
    }
    return this.#nodes.get(key);
  }

  #forgetAllBut(elements) {
    for (const [key, element] of this.#nodes) if (!elements.has(element)) this.#nodes.delete(key);
  }

  #renderEdges(room) {
    const isEmpty = room.entries.length === 0;
    show(this.#older, room.hasOlder);
    this.#olderButton.disabled = room.isLoading;
    setText(this.#olderButton, room.isLoading ? t('loading') : t('olderMessages'));
    let note = '';
    if (room.failure) note = t('messagesFailed', { reason: room.failure });
    else if (!room.isReady) note = t('loadingMessages');
    else if (isEmpty) note = t('noMessages');
    setText(this.#note, note);
    show(this.#note, note !== '');
  }

  // Once the first page is there: the first new message on top, or else the end.
  #placeFirst(room) {
    if (room.isReady) this.#needsPlace = false;
    const mark = this.#nodes.get('unread');
    this.#box.scrollTop = this.#box.scrollHeight;
    if (!mark) return;
    this.#box.scrollTop = Math.min(this.#box.scrollTop, mark.offsetTop - 12); // px of air above it
    this.#keepsEnd = this.#isAtEnd();
  }

  // The topmost message in view and where it is now; after the change it is put there again.
  #findAnchor() {
    const top = this.#box.scrollTop;
    for (const element of this.#box.children) {
      const { offsetTop, offsetHeight, dataset } = element;
      if (dataset.mensajeId && offsetTop + offsetHeight > top) return { element, top: offsetTop };
    }
    return null;
  }

  #isAtEnd() {
    return this.#box.scrollHeight - this.#box.scrollTop - this.#box.clientHeight < NEAR_END_PX;
  }

  #scrolled() {
    if (!this.#room) return;
    this.#keepsEnd = this.#isAtEnd();
    this.#tellSeen();
    show(this.#down, !this.#keepsEnd);
    setText(byId('btn-bajar-cuenta'), this.#room.unread ? t('newBelow', { count: this.#room.unread }) : '');
    // After a failure the button is there: asking again on its own could go on for ever.
    if (this.#room.hasOlder && !this.#room.failure && this.#box.scrollTop < NEAR_TOP_PX && !this.#needsPlace) this.#room.loadOlder();
  }

  #resized() {
    if (this.#room && this.#keepsEnd) this.#box.scrollTop = this.#box.scrollHeight;
    this.#tellSeen();
  }

  // The newest message whose end is in view, while somebody can be looking.
  #tellSeen() {
    if (!this.#room || this.#needsPlace || document.hidden || !this.#box.clientHeight) return;
    const end = this.#box.scrollTop + this.#box.clientHeight + 8; // px; a sliver less is still read
    const elements = this.#box.children;
    for (let index = elements.length - 1; index >= 0; index -= 1) {
      const { dataset, offsetTop, offsetHeight } = elements[index];
      if (dataset.state === 'stored' && offsetTop + offsetHeight <= end) return this.#room.seen(dataset.mensajeId);
    }
  }
}

function isOneBreath(previous, entry) {
  if (!previous || previous.isOwn !== entry.isOwn) return false;
  if (!previous.message || !entry.message) return entry.isOwn;
  return previous.message.userId === entry.message.userId && Math.abs(entry.message.sentAt - previous.message.sentAt) < SAME_BREATH_MS;
}
