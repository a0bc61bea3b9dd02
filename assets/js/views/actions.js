// What can be done with a message, and the ways to get there: the button that a mouse finds beside it, a long press, the
// context-menu key (or Shift+F10) and Enter. A right click stays the browser's own, which knows selections and links.
// On a reaction a long press, that key and a right click show who reacted.
import { copyText } from '../clipboard.js';
import { t } from '../i18n.js';
import { linkify } from '../links.js';
import { openMenu } from './menu.js';

const LONG_PRESS_MS = 450; // as phones have it
const SHAKE_PX = 10; // that a finger may move meanwhile; more is scrolling

const COPY = 'M9 9h11v12H9zM5 15H4V3h11v2';
const LINK = 'M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1';
const FACE = 'M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17M8.5 14c.8 1.3 2 2 3.5 2s2.7-.7 3.5-2M9 9.7v.1M15 9.7v.1';
const SELECT = 'M4 7V4h3M17 4h3v3M20 17v3h-3M7 20H4v-3M8 9h8M8 12h8M8 15h5';

export class MessageActions {
  #box;
  #entryOf;
  #conversation;
  #say;
  #actions = [];
  #quick = () => []; // entry → the row of signs on top
  #timer = null;
  #start = null;

  // `entryOf(element)` gives a message's entry, `conversation()` the one they are of, `say(text)` tells a screen reader.
  constructor({ box, entryOf, conversation, say }) {
    this.#box = box;
    this.#entryOf = entryOf;
    this.#conversation = conversation;
    this.#say = say;
    this.#addOwn();
    this.#listen();
  }

  // `action`: {text: (entry) => string, icon?, keys?: () => string, isDanger?, when?(entry) → bool, run(entry, element)}. In the order of adding,
  // before those that are already there with `isFirst`.
  add(action, { isFirst = false } = {}) {
    if (isFirst) this.#actions.unshift(action);
    else this.#actions.push(action);
  }

  // `quick(entry)`: as for openMenu.
  setQuick(quick) {
    this.#quick = quick;
  }

  // Whether there is anything in the menu of a message.
  has(entry) {
    return this.#possible(entry).length > 0;
  }

  // Opens the menu of a message beside `anchor`; false when nothing can be done with it.
  open(element, anchor = element.querySelector('.bubble')) {
    const entry = this.#entryOf(element);
    const entries = this.#possible(entry)
      .map(({ text, icon, keys, isDanger, run }) => ({ text: text(entry), icon, keys: keys && !isTouch() ? keys() : '', isDanger, run: () => run(entry, element) }));
    if (!entries.length) return false;
    element.classList.add('has-menu');
    openMenu({ anchor, label: t('messageMenu'), entries, quick: this.#quick(entry), onClose: () => element.classList.remove('has-menu') });
    return true;
  }

  #possible(entry) {
    if (!entry || (entry.message && entry.message.isSystem)) return [];
    return this.#actions.filter((action) => !action.when || action.when(entry));
  }

  async copy(text, done = t('copied')) {
    this.#say(await copyText(text) ? done : t('copyFailed'));
  }

  #addOwn() {
    const isText = ({ message, text }) => Boolean(text) && !(message && message.isDeleted);
    this.add({ text: () => t('copy'), icon: COPY, when: isText, run: ({ text }) => this.copy(text) });
    this.add({
      text: () => t('copyLink'), icon: LINK,
      when: (entry) => isText(entry) && linkify(entry.text).some((segment) => segment.href),
      run: ({ text }) => this.copy(linkify(text).find((segment) => segment.href).href.replace(/^(mailto|tel):/, ''), t('linkCopied')),
    });
    // A finger's long press is the menu here, so selecting a part needs a way of its own.
    this.add({ text: () => t('selectText'), icon: SELECT, when: (entry) => isText(entry) && isTouch(), run: (_, element) => selectText(element) });
    const isReactedTo = ({ message }) => Boolean(message) && !message.isDeleted && message.reactions.length > 0;
    this.add({ text: () => t('seeReactions'), icon: FACE, when: isReactedTo, run: (_, element) => this.#showReacted(element) });
  }

  #listen() {
    const box = this.#box;
    box.addEventListener('click', (event) => {
      const button = event.target.closest('[data-part=menu]');
      if (button) this.open(button.closest('.message'), button);
    });
    box.addEventListener('contextmenu', (event) => this.#asked(event));
    box.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && event.target.classList.contains('message') && this.open(event.target)) event.preventDefault();
    });
    box.addEventListener('pointerdown', (event) => this.#touched(event));
    for (const name of ['pointerup', 'pointercancel']) box.addEventListener(name, () => this.#release());
    box.addEventListener('pointermove', (event) => {
      if (this.#start && Math.hypot(event.clientX - this.#start.x, event.clientY - this.#start.y) > SHAKE_PX) this.#release();
    }, { passive: true });
  }

  // By the key, or by Android's own long press; a mouse has its button.
  #asked(event) {
    const element = event.target.closest('.message');
    if (!element) return;
    const isFinger = this.#start !== null || event.pointerType === 'touch';
    const reaction = event.target.closest('.reaction');
    if (reaction && !isFinger) {
      event.preventDefault();
      this.#showReacted(element, reaction.dataset.emoji);
      return;
    }
    const isKey = event.button !== 2 && !isFinger;
    if (isKey ? this.open(element) : isFinger && !element.classList.contains('is-selectable')) event.preventDefault();
  }

  #touched(event) {
    this.#release();
    const element = event.target.closest('.message');
    const button = event.target.closest('button');
    const reaction = event.target.closest('.reaction');
    if (event.pointerType !== 'touch' || !element || (button && !reaction) || element.classList.contains('is-selectable')) return;
    this.#start = { x: event.clientX, y: event.clientY };
    this.#timer = setTimeout(() => {
      if (reaction) this.#showReacted(element, reaction.dataset.emoji);
      else if (!this.open(element, { x: event.clientX, y: event.clientY })) return;
      if (navigator.vibrate) navigator.vibrate(10);
      swallowClick();
    }, LONG_PRESS_MS);
  }

  // Who chose `emoji` first.
  async #showReacted(element, emoji) {
    const { showReacted } = await import('./reacted.js').catch(() => ({}));
    const entry = this.#entryOf(element);
    if (!showReacted) this.#say(t('unreachable'));
    else if (entry && entry.message) showReacted(entry.message.reactions, this.#conversation(), emoji);
  }

  #release() {
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#start = null;
  }
}

// The finger is still down: lifting it must not press what has come under it.
function swallowClick() {
  const swallow = (click) => { click.preventDefault(); click.stopPropagation(); };
  window.addEventListener('click', swallow, true);
  const lifted = () => {
    for (const name of ['pointerup', 'pointercancel']) window.removeEventListener(name, lifted, true);
    setTimeout(() => window.removeEventListener('click', swallow, true), 60); // ms; a click follows at once or not at all
  };
  for (const name of ['pointerup', 'pointercancel']) window.addEventListener(name, lifted, true);
}

function selectText(element) {
  element.classList.add('is-selectable');
  const selection = document.getSelection();
  selection.selectAllChildren(element.querySelector('[data-part=text]'));
  const stop = () => {
    if (!selection.isCollapsed) return;
    element.classList.remove('is-selectable');
    document.removeEventListener('selectionchange', stop);
  };
  document.addEventListener('selectionchange', stop);
}

function isTouch() {
  return window.matchMedia('(hover: none) and (pointer: coarse)').matches;
}
