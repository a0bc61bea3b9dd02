// The elements of the messages in the document and of what stands between them, kept for as long as they are there.
import { t } from '../i18n.js';
import { dayName, isSameDay, isValid } from '../text.js';
import { fillMessage, isOneBreath, isSameMinute, isSystem } from './bubble.js';
import { part, setText, show, stamp } from './dom.js';
import { fillMarks } from './marks.js';
import { fillSystem, markMentions } from './system.js';

export class Sheet {
  #nodes = new Map(); // a message's id, 'unread', or 'day' and the id of its first message → element
  #shown = new WeakMap(); // what an element shows, so that only those that changed are written
  #on;

  // `on`: {edit(id), discard(id), me() → {id, name}, hasMenu(entry)}
  constructor(on) {
    this.#on = on;
  }

  get(key) {
    return this.#nodes.get(key);
  }

  has(key) {
    return this.#nodes.has(key);
  }

  clear() {
    this.#nodes.clear();
  }

  // The elements of a room's entries [from, to), in order; all others are forgotten.
  build(room, from, to) {
    const elements = [];
    let previous = from > 0 ? room.entryAt(from - 1) : null;
    let entry = from < to ? room.entryAt(from) : null;
    for (let index = from; index < to; index += 1) {
      const next = room.entryAt(index + 1) || null;
      const starts = this.#separators(entry, previous, room.unreadFromId);
      const isContinued = starts.length === 0 && isOneBreath(previous, entry);
      const element = isSystem(entry)
        ? this.#system(entry, starts.length === 0 && previous !== null && isSystem(previous))
        : this.#message(entry, { isContinued, isTimeSaid: isSameMinute(entry, next) }, room.conversation);
      if (!isSystem(entry)) this.#mark(element, entry, room.conversation);
      // How many there are is not known before the first one is here.
      element.setAttribute('aria-posinset', String(index + 1));
      element.setAttribute('aria-setsize', room.hasOlder || room.hasNewer ? '-1' : String(room.size));
      elements.push(...starts, element);
      previous = entry;
      entry = next;
    }
    this.#forgetAllBut(new Set(elements));
    return elements;
  }

  // Each with what stands in front of it, so that the heights add up.
  measure(room, from, to, heights) {
    let end = null;
    for (let index = to - 1; index >= from; index -= 1) {
      const { id } = room.entryAt(index);
      const start = this.#nodes.get(`day ${id}`) || (id === room.unreadFromId && this.#nodes.get('unread')) || this.#nodes.get(id);
      const { offsetTop } = start;
      if (end !== null) heights.measure(id, end - offsetTop);
      end = offsetTop;
    }
  }

  #separators({ id, message }, previous, unreadFromId) {
    const found = [];
    if (message && isValid(message.sentAt) && !(previous && previous.message && isSameDay(previous.message.sentAt, message.sentAt))) {
      found.push(this.#separator(`day ${id}`, dayName(message.sentAt), 'day'));
    }
    if (id === unreadFromId) found.push(this.#separator('unread', t('newMessages'), 'unread'));
    return found;
  }

  #separator(key, text, kind) {
    const element = this.#keyed(key, 'plantilla-separador');
    element.dataset.kind = kind;
    setText(element.firstElementChild, text);
    return element;
  }

  #message(entry, look, conversation) {
    const element = this.#keyed(entry.id, 'plantilla-mensaje', (fresh) => this.#wire(fresh, entry.id));
    const shown = this.#shown.get(element);
    const now = [entry.message, entry.state, entry.author ? entry.author.name : '', look.isContinued, look.isTimeSaid, entry.fate];
    if (!shown || now.some((value, at) => value !== shown[at])) {
      fillMessage(element, entry, look);
      fillMarks(element, entry, conversation);
      show(part(element, 'menu'), !(entry.message && entry.message.isDeleted) || this.#on.hasMenu(entry));
      this.#shown.set(element, now);
    }
    return element;
  }

  #system(entry, isContinued) {
    const element = this.#keyed(entry.id, 'plantilla-sistema');
    fillSystem(element, entry, isContinued);
    return element;
  }

  #mark(element, { message, mentions, text }, { people }) {
    if (message && message.isDeleted) return;
    const me = this.#on.me ? this.#on.me() : { id: '', name: '' };
    const ids = message ? message.mentions : mentions;
    if ((ids && ids.length) || text.includes('@')) markMentions(part(element, 'text'), ids, [...people, me], me.id);
  }

  #wire(element, id) {
    part(element, 'edit').addEventListener('click', () => this.#on.edit(id));
    part(element, 'discard').addEventListener('click', () => this.#on.discard(id));
  }

  #keyed(key, templateId, prepare = () => {}) {
    if (!this.#nodes.has(key)) {
      const element = stamp(templateId);
      prepare(element);
      this.#nodes.set(key, element);
    }
    return this.#nodes.get(key);
  }

  #forgetAllBut(elements) {
    for (const [key, element] of this.#nodes) if (!elements.has(element)) this.#nodes.delete(key);
  }
}
