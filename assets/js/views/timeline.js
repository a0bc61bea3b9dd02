// The messages of the open conversation: shows a Room, keeps the reader's place, and tells what has been before the eyes.
// Of a long conversation only the messages around the view are in the document (span.js says which, scroller.js keeps
// them in place); the others are room above and below.
import { batched } from '../batched.js';
import { t } from '../i18n.js';
import { Heights, spanAround } from '../span.js';
import { MessageActions } from './actions.js';
import { FloatingDay } from './day.js';
import { byId, setText, show } from './dom.js';
import { closeMenu } from './menu.js';
import { arriveSoftly } from './motion.js';
import { Scroller } from './scroller.js';
import { Sheet } from './sheet.js';
import { Walker } from './walker.js';

const NEAR_EDGE = 1.5; // screens; older messages are asked for this early, so that scrolling seldom has to wait
const LEAST_NEAR_PX = 400;
const USUAL_PX = 64; // a message, before the first was measured
const AIR_PX = 12; // above the first new message when a conversation opens
const MOST_SELECTING = 400; // messages in the document while text is selected in it

export class TimelineView {
  actions; // what can be done with a message; other parts add to it
  #scroller = new Scroller({ onScroll: () => this.#scrolled(true), onResize: (isOtherWidth) => this.#resized(isOtherWidth) });
  #box = byId('mensajes-contenedor');
  #older = byId('mensajes-anteriores');
  #olderButton = byId('btn-anteriores');
  #beginning = byId('mensajes-comienzo');
  #note = byId('mensajes-nota');
  #down = byId('btn-bajar');
  #day = new FloatingDay(byId('mensajes-dia'));
  #journey = null; // a way to a far message; another one, or none, ends it
  #walker;
  #room = null;
  #sheet;
  #heights = new Heights(USUAL_PX);
  #span = { fromId: null, toId: null }; // the first and last entry in the document
  #lastId = null; // the newest entry when last shown
  #keepsEnd = true;
  #needsPlace = true; // the conversation was just opened: go to the first new message, or to the end

  // `on`: {edit(id), discard(id), say(text)}
  constructor(on) {
    this.#sheet = new Sheet({ ...on, hasMenu: (entry) => this.actions.has(entry) });
    this.#olderButton.addEventListener('click', () => this.#room && this.#room.loadOlder());
    this.#down.addEventListener('click', () => this.goToEnd());
    document.addEventListener('visibilitychange', () => this.#tellSeen());
    for (const name of ['wheel', 'pointerdown', 'keydown']) this.#box.addEventListener(name, () => { this.#journey = null; }, { capture: true, passive: true });
    this.actions = new MessageActions({
      box: this.#box, entryOf: (element) => this.#entryOf(element), conversation: () => this.#room.conversation, say: (text) => on.say && on.say(text),
    });
    this.#walker = new Walker(this.#box, {
      isHere: (id) => this.#room !== null && this.#room.indexOf(id) >= 0,
      neighbour: (id, step) => this.#neighbour(id, step),
      goTo: (id) => this.#bring(id),
      lastSeen: () => this.#lastInView(),
      first: () => this.goToFirst(),
      last: () => this.goToEnd().then(() => this.#focusEdge(this.#room ? this.#room.size - 1 : -1)),
      page: (px, by) => this.#page(px, by),
    });
  }

  open(room) {
    this.close();
    this.#room = room;
    this.#box.classList.toggle('is-direct', !room.conversation.isGroup);
    room.on('change', batched(() => { if (this.#room === room) this.render(); }));
    this.render();
  }

  close() {
    closeMenu();
    this.#room = null;
    this.#sheet.clear();
    this.#scroller.clear();
    this.#walker.forget();
    this.#span = { fromId: null, toId: null };
    this.#lastId = null;
    this.#needsPlace = true;
    this.#keepsEnd = true;
    show(this.#down, false);
    this.#day.hide();
  }

  // The next change is seen from the end: it is one's own message.
  keepEnd() {
    this.#keepsEnd = true;
    this.#needsPlace = false;
    this.#room.isReadingEnd = true;
    this.#room.goToNewest();
  }

  async goToEnd() {
    const room = this.#room;
    await room.goToNewest();
    if (this.#room !== room) return;
    this.#keepsEnd = true;
    this.render();
  }

  // To the very first message of the conversation. Over a bad line it may take a while: it is said, and the next key,
  // finger or turn of the wheel ends it.
  async goToFirst() {
    const room = this.#room;
    if (!room.size) return;
    const isWanted = this.#setOut();
    await room.reach(null, isWanted);
    this.#day.hide();
    if (!isWanted()) return;
    this.#keepsEnd = false;
    this.#show({ id: room.entryAt(0).id, top: this.#older.offsetHeight });
    this.#box.scrollTop = 0;
    this.#scrolled();
    this.#focusEdge(0);
  }

  // To a message wherever it is, with the focus on it; false when it can't be found.
  async goTo(id) {
    const room = this.#room;
    const isWanted = this.#setOut();
    const isThere = await room.reach(id, isWanted);
    this.#day.hide();
    if (!isThere || !isWanted()) return false;
    this.#keepsEnd = false;
    this.#needsPlace = false;
    this.#show({ id, top: this.#scroller.height / 3 });
    const element = this.#sheet.get(id);
    if (element) {
      this.#walker.focus(element);
      element.classList.remove('is-pointed-at');
      void element.offsetWidth; // begins anew
      element.classList.add('is-pointed-at');
    }
    this.#scrolled();
    return Boolean(element);
  }

  // Begins a way that may be long; gives what tells whether it is still wanted.
  #setOut() {
    const room = this.#room;
    const journey = this.#journey = {};
    if (room.hasOlder) this.#day.say(t('loading'));
    return () => this.#room === room && this.#journey === journey;
  }

  render() {
    const room = this.#room;
    const grows = this.#keepsEnd && !this.#needsPlace && this.#lastId !== null && room.indexOf(this.#lastId) >= 0;
    const fresh = grows ? room.size - 1 - room.indexOf(this.#lastId) : 0;
    const soft = fresh > 0 ? arriveSoftly(this.#scroller.box, this.#sheet.get(this.#lastId)) : null;
    this.#renderEdges(room);
    if (this.#needsPlace) this.#placeFirst(room);
    else this.#show(this.#keepsEnd ? null : this.#scroller.place);
    this.#lastId = room.size ? room.entryAt(room.size - 1).id : null;
    if (soft) soft(this.#lastNodes(fresh));
    this.#scrolled();
  }

  // Puts the messages around a place into the document, with that message where it says; null: around the end.
  #show(place) {
    const room = this.#room;
    const { size } = room;
    const known = place ? room.indexOf(place.id) : size - 1;
    const at = known < 0 ? 0 : known;
    const view = place ? this.#spread(at, place.top) : { first: size - this.#perScreen, last: size - 1 };
    this.#fill(spanAround(view, this.#current(), size), place && known < 0 && size ? { id: room.entryAt(0).id, top: 0 } : place);
  }

  #fill(span, place) {
    const room = this.#room;
    const { from, to } = this.#withSelected(span);
    const elements = this.#sheet.build(room, from, to);
    const kept = new Set(elements);
    this.#walker.rescue((element) => !kept.has(element));
    const idAt = (index) => room.entryAt(index).id;
    this.#scroller.fill({
      head: [this.#older], elements, foot: [this.#note], place,
      above: this.#heights.sum(idAt, 0, from), below: this.#heights.sum(idAt, to, room.size),
    });
    this.#span = to > from ? { fromId: idAt(from), toId: idAt(to - 1) } : { fromId: null, toId: null };
    this.#sheet.measure(room, from, to, this.#heights);
  }

  // What is being selected stays in the document, though one scrolls on; up to a point.
  #withSelected(span) {
    const selection = document.getSelection();
    const current = this.#current();
    const isSelecting = selection && !selection.isCollapsed && current.to > 0 && this.#box.contains(selection.anchorNode);
    if (!isSelecting) return span;
    const both = { from: Math.min(span.from, current.from), to: Math.max(span.to, current.to) };
    return both.to - both.from <= MOST_SELECTING ? both : span;
  }

  get #perScreen() {
    return Math.ceil(this.#scroller.height / this.#heights.average) || 1;
  }

  // Which entries are in view when the one at `index` begins `top` below the box's top.
  #spread(index, top) {
    const above = Math.ceil(Math.max(0, top) / this.#heights.average);
    return { first: index - above, last: index + this.#perScreen };
  }

  // What is in the document, by the indices of now.
  #current() {
    const from = this.#room.indexOf(this.#span.fromId);
    const to = this.#room.indexOf(this.#span.toId);
    return from < 0 || to < 0 ? { from: 0, to: 0 } : { from, to: to + 1 };
  }

  #renderEdges(room) {
    const isEmpty = room.size === 0;
    this.#older.classList.toggle('is-away', isEmpty); // keeps its room: what lies below must not move
    setText(this.#beginning, room.hasOlder || isEmpty ? '' : t('beginning'));
    show(this.#olderButton, room.hasOlder);
    this.#olderButton.disabled = room.isLoading;
    setText(this.#olderButton, room.isLoading ? t('loading') : t('olderMessages'));
    let note = '';
    if (room.failure && isEmpty) note = t('messagesFailed', { reason: room.failure }); // else the line on top says enough
    else if (!room.isReady) note = t('loadingMessages');
    else if (isEmpty) note = t('noMessages');
    setText(this.#note, note);
    show(this.#note, note !== '');
  }

  // Once the first page is there: the first new message on top, or else the end.
  #placeFirst(room) {
    this.#show(null);
    if (!room.isReady) return;
    this.#needsPlace = false;
    if (room.unreadFromId === null) return;
    this.#show({ id: room.unreadFromId, top: 100 });
    const mark = this.#sheet.get('unread');
    const first = this.#sheet.get(`day ${room.unreadFromId}`) || mark;
    if (mark) this.#box.scrollTop = first.offsetTop - AIR_PX;
    this.#keepsEnd = this.#scroller.isAtEnd;
  }

  // `isByHand`: the reader scrolled, or something did so for them.
  #scrolled(isByHand = false) {
    const room = this.#room;
    if (!room) return;
    // Looked at first: following may bring messages that came in this very moment, behind what was the end.
    this.#keepsEnd = !room.hasNewer && this.#scroller.isAtEnd;
    if (isByHand && !this.#needsPlace) this.#follow();
    room.isReadingEnd = this.#keepsEnd;
    const { first } = this.#scroller.look();
    this.#tellSeen();
    this.#renderJump(room);
    if (isByHand && first && !room.isLoading) this.#day.follow(this.#box, this.#keepsEnd ? null : this.#entryOf(first));
    this.#loadAround(room);
  }

  // The view moved: the messages around it have to be in the document.
  #follow() {
    const room = this.#room;
    const { from, to } = this.#current();
    const { first, last } = this.#scroller.look();
    if (first) {
      const view = { first: room.indexOf(first.dataset.mensajeId), last: room.indexOf(last.dataset.mensajeId) };
      const span = spanAround(view, { from, to }, room.size);
      if (span.from !== from || span.to !== to) this.#fill(span, this.#keepsEnd ? null : this.#scroller.place);
      return;
    }
    if (!room.size) return;
    // Far away at once, by the scroll bar: what lies there is found by the heights.
    const idAt = (index) => room.entryAt(index).id;
    const { isAbove, share } = this.#scroller.whereInRoom;
    const [start, end] = isAbove ? [0, from] : [to, room.size];
    const px = share * this.#heights.sum(idAt, start, end);
    this.#show({ id: idAt(this.#heights.indexAt(idAt, start, end, px)), top: 0 });
    this.#scroller.look();
  }

  // After a failure the button is there: asking again on its own could go on for ever.
  #loadAround(room) {
    if (room.failure || this.#needsPlace) return;
    const near = Math.max(LEAST_NEAR_PX, NEAR_EDGE * this.#scroller.height);
    if (room.hasOlder && this.#scroller.top < near) room.loadOlder();
    if (room.hasNewer && this.#box.scrollHeight - this.#box.clientHeight - this.#scroller.top < near) room.loadNewer();
  }

  #renderJump(room) {
    const count = room.unread || 0;
    const isShown = !this.#keepsEnd && !this.#needsPlace;
    show(this.#down, isShown);
    setText(byId('btn-bajar-cuenta'), count ? t('newBelow', { count }) : '');
    this.#down.setAttribute('aria-label', count ? t('goToNewestOf', { count }) : t('goToNewest'));
  }

  // The keyboard of a phone, a growing text field, or fonts that came late: the end stays at the end, and the reader's
  // message where it was.
  #resized(isOtherWidth) {
    if (!this.#room || !this.#scroller.height) return;
    if (isOtherWidth) this.#heights.clear();
    if (this.#keepsEnd) this.#scroller.toEnd();
    else if (this.#scroller.place && !this.#needsPlace) this.#scroller.restore(this.#scroller.place);
    if (isOtherWidth) {
      const { from, to } = this.#current();
      this.#sheet.measure(this.#room, from, to, this.#heights);
    }
    this.#scrolled();
  }

  // The newest message whose end is in view, while somebody can be looking.
  #tellSeen() {
    if (!this.#room || this.#needsPlace || document.hidden || !this.#box.clientHeight) return;
    const end = this.#box.scrollTop + this.#box.clientHeight + 8; // px; a sliver less is still read
    const { elements } = this.#scroller;
    for (let index = elements.length - 1; index >= 0; index -= 1) {
      const { dataset, offsetTop, offsetHeight } = elements[index];
      if (dataset.state === 'stored' && offsetTop + offsetHeight <= end) return this.#room.seen(dataset.mensajeId);
    }
  }

  #entryOf(element) {
    if (!this.#room) return null;
    const index = this.#room.indexOf(element.dataset.mensajeId);
    return index < 0 ? null : this.#room.entryAt(index);
  }

  #lastNodes(count) {
    const nodes = [];
    for (let index = Math.max(0, this.#room.size - count); index < this.#room.size; index += 1) {
      const node = this.#sheet.get(this.#room.entryAt(index).id);
      if (node) nodes.push(node);
    }
    return nodes;
  }

  #neighbour(id, step) {
    const index = this.#room.indexOf(id) + step;
    if (index < 0) this.#room.loadOlder();
    return index < 0 || index >= this.#room.size ? null : this.#room.entryAt(index).id;
  }

  #lastInView() {
    if (!this.#room) return null;
    const { first, last } = this.#scroller.look();
    if (!last) return null;
    const isWhole = last.offsetTop + last.offsetHeight <= this.#box.scrollTop + this.#box.clientHeight + 1;
    return (isWhole ? last : last.previousElementSibling.dataset.mensajeId ? last.previousElementSibling : first).dataset.mensajeId;
  }

  // A message into the document and wholly into view; gives its element.
  #bring(id) {
    if (!this.#sheet.has(id)) this.#show({ id, top: this.#scroller.height / 3 });
    const element = this.#sheet.get(id);
    if (!element) return null;
    const above = element.offsetTop - AIR_PX - this.#box.scrollTop;
    const below = element.offsetTop + element.offsetHeight + AIR_PX - this.#box.scrollTop - this.#box.clientHeight;
    if (above < 0 || element.offsetHeight > this.#box.clientHeight) this.#box.scrollTop += above;
    else if (below > 0) this.#box.scrollTop += below;
    this.#scrolled(true);
    return this.#sheet.get(id) || null;
  }

  // Scrolls, and names the message at the edge that one moves towards.
  #page(px, by) {
    this.#box.scrollTop += px;
    this.#scrolled(true);
    const { first, last } = this.#scroller.look();
    if (!first) return null;
    return (by < 0 ? first : last).dataset.mensajeId;
  }

  #focusEdge(index) {
    if (!this.#room || index < 0 || !this.#box.contains(document.activeElement)) return;
    const element = this.#bring(this.#room.entryAt(index).id);
    if (element) this.#walker.focus(element);
  }
}
