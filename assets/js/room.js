// The open conversation: its messages in the server's order, what is missing of them, and how far they were read.
// The order is the server's order of insertion, which the page learns from the history and from the order of live
// events alone; a time never decides it. One's own message that is acknowledged but not yet seen in that order waits
// at the end, behind everything placed.
//
// Of a long conversation only a stretch is kept: what lies before it (`hasOlder`) and behind it (`hasNewer`) is asked
// for when the reader comes near.
import { urgencyOf } from './alarm.js';
import { fateOf } from './changes.js';
import { personIn } from './conversations.js';
import { Emitter } from './emitter.js';
import { ReadMark } from './readmark.js';
import { Stretch } from './stretch.js';

const MOST_PAGES = 20; // of a gap worth filling, or of unread messages (2,000); a longer gap starts over from the newest page
const FIRST_PAGE = 50; // two phone screens, so that a conversation opens soon
const PAGE = 100; // the server's most
const MOST_HELD = 2400; // messages: all pages of unread ones and some; about a megabyte

// Fires `change` (to be shown anew) and `seen` (more was read).
export class Room extends Emitter {
  conversation;
  hasOlder = false;
  hasNewer = false; // than the stretch has; they come with loadNewer() or goToNewest()
  isLoading = false; // older messages
  failure = ''; // why the messages could not be fetched
  unreadFromId = null; // the first message that was new when the conversation was opened
  isReadingEnd = true; // said by the view: what is far from the reader may be let go, and on which side that is
  #api;
  #userId;
  #outbox;
  #placed = new Stretch();
  #isLoadingNewer = false;
  #run = null; // the page of older ones that is on its way
  #acknowledged = []; // own ones that have no place yet
  #gapAt = 0; // from this index on there is a gap in front; null: complete up to the newest
  #isStale = false; // what is in front of the gap may not be so any more
  #sync = 0; // grows with each gap, so that an answer from before it can't close it
  #tail = null; // the entries behind the placed ones, until something changes
  #unreadAtOpen;
  #unseen = undefined; // the others' messages after the last one seen, also those that were let go
  #seenId = null;
  #seenN = undefined;
  #newestN = -1;
  #mark;

  constructor({ api, outbox, userId, conversation }) {
    super();
    this.#api = api;
    this.#outbox = outbox;
    this.#userId = userId;
    this.#unreadAtOpen = conversation.unread;
    this.conversation = conversation;
    this.#mark = new ReadMark((id) => api.markRead(conversation.id, id));
  }

  // The first page is there.
  get isReady() {
    return this.#gapAt !== 0;
  }

  // Resolves when the first page is there.
  get ready() {
    if (this.isReady) return Promise.resolve();
    return new Promise((resolve) => { this.on('change', () => this.isReady && resolve()); });
  }

  // The others' messages after the last one seen; undefined while that can't be told from what is here.
  get unread() {
    return this.#seenId === null || this.#gapAt !== null ? undefined : this.#unseen;
  }

  // How many entries there are: the server's order first, then what is on its way.
  get size() {
    return this.#placed.size + this.#waiting.length;
  }

  // {id, text, author, isOwn, state, refusal, message}; `message` is null for what the server does not have.
  entryAt(index) {
    const message = this.#placed.at(index);
    return message ? this.#entry(message) : this.#waiting[index - this.#placed.size];
  }

  // -1 when it is not here.
  indexOf(id) {
    const index = this.#placed.indexOf(id);
    if (index >= 0) return index;
    const place = this.#waiting.findIndex((entry) => entry.id === id);
    return place < 0 ? -1 : this.#placed.size + place;
  }

  // All of them. A copy: for tests, and for who looks at few.
  get entries() {
    return Array.from({ length: this.size }, (_, index) => this.entryAt(index));
  }

  // Everything up to the newest is there, or comes.
  get isComplete() {
    return this.#gapAt === null;
  }

  fire(name, ...args) {
    if (name === 'change') this.#tail = null;
    super.fire(name, ...args);
  }

  // Too much was missed, or what is placed may not be so any more: the newest page decides, catchUp() brings it.
  startOver() {
    this.#gapAt = this.#placed.size;
    this.#isStale = true;
    this.hasNewer = false;
    this.#sync += 1;
  }

  // Brings what is missing up to the newest message. What was let go is not missing: it comes when it is looked for.
  async catchUp() {
    if (!this.hasNewer) await this.#closeGap();
  }

  // Back from far above: the newest page takes the place of what is here.
  async goToNewest() {
    if (!this.hasNewer) return;
    this.startOver();
    await this.#closeGap().catch(() => {}); // `failure` says why
  }

  // A page before what is here.
  async loadOlder() {
    if (this.isLoading || !this.hasOlder || !this.#placed.size) return;
    this.#run = this.#load(() => this.#pageBack());
    await this.#run;
  }

  // To where that message is, or with null to the very first one; false when there is none, or nobody wants it any more.
  async reach(id, isWanted = () => true) {
    const isThere = () => (id === null ? this.isReady && !this.hasOlder : this.#placed.has(id));
    await this.#run; // a page may be on its way
    if (isThere() || this.isLoading || !this.isReady) return isThere();
    this.#run = this.#load(() => this.#move(id, isWanted));
    await this.#run;
    return isThere();
  }

  // The next page behind the stretch.
  async loadNewer() {
    if (!this.hasNewer || this.#isLoadingNewer || this.#gapAt !== null) return;
    this.#isLoadingNewer = true;
    this.failure = '';
    try {
      await this.#pageForward();
    } catch (error) {
      this.failure = error.message;
    }
    this.#isLoadingNewer = false;
    this.fire('change');
  }

  // The next message in the server's order. While the page catches up it may be older than all that the history
  // brought; then it has its place there.
  receive(message) {
    if (this.#placed.has(message.id)) return;
    if (this.isComplete && (message.n <= this.#newestN || isBefore(message, this.#placed.last))) return;
    this.#newestN = Math.max(this.#newestN, message.n || 0);
    if (this.#unseen !== undefined && this.#counts(message)) this.#unseen += 1;
    if (!this.hasNewer || this.#gapAt !== null) this.#placed.append([message]);
    if (this.isReadingEnd) this.#trimStart();
    else this.#trimEnd();
    this.#settle([message]);
    this.fire('change');
  }

  // A message that is here is another now: edited, deleted. What is not here will come that way.
  update(message) {
    const known = this.#placed.at(this.#placed.indexOf(message.id));
    if (known) this.#placed.change({ ...message, isStarred: known.isStarred }); // whose star it is no event says
    if (!this.#requote(message) && !known) return;
    this.#recount();
    this.fire('change');
  }

  // Those that answer it show what it is now; true when there are some.
  #requote({ id, text, isDeleted }) {
    let isQuoted = false;
    for (let index = 0; index < this.#placed.size; index += 1) {
      const message = this.#placed.at(index);
      if (!message.replyTo || message.replyTo.id !== id) continue;
      if (message.replyTo.text === text && message.replyTo.isDeleted === isDeleted) continue;
      this.#placed.change({ ...message, replyTo: { ...message.replyTo, text, isDeleted } });
      isQuoted = true;
    }
    return isQuoted;
  }

  // A message that is here is starred for this person now, or no more.
  star(id, isStarred) {
    const index = this.#placed.indexOf(id);
    if (index < 0) return;
    this.#placed.change({ ...this.#placed.at(index), isStarred });
    this.fire('change');
  }

  // One's own message by its acknowledgement: stored, but among which others is not said.
  acknowledge(message) {
    if (!this.#placed.has(message.id)) this.#acknowledged.push(message);
    this.fire('change');
  }

  // The reader has had this message, and so all before it, before the eyes.
  seen(messageId) {
    const index = this.#placed.indexOf(messageId);
    const before = this.#placed.indexOf(this.#seenId);
    if (index < 0 || index <= before) return;
    const { n } = this.#placed.at(index);
    if (before < 0 && n <= this.#seenN) return; // the last one seen was let go behind this one
    const hadNews = this.conversation.unread > 0;
    const fresh = this.#see(before, index);
    this.fire('seen');
    if (hadNews || fresh > 0) this.#mark.sendSoon(messageId);
  }

  // This person has read it on another device: up to that message, or all that came before the word did.
  readElsewhere(messageId) {
    const index = messageId ? this.#placed.indexOf(messageId) : this.#placed.size - 1;
    const before = this.#placed.indexOf(this.#seenId);
    if (index < 0 || index <= before) return;
    this.#see(before, index);
    if (!messageId && this.hasNewer) this.#unseen = 0;
    this.#mark.isTold(this.#seenId);
    this.fire('seen');
  }

  // Moves what was seen from one place to a later one; gives how many of the others' messages lie between.
  #see(before, index) {
    const fresh = this.#countBetween(before + 1, index + 1);
    const { id, n } = this.#placed.at(index);
    this.#seenId = id;
    if (!this.hasNewer) this.#recount();
    else if (before < 0 && this.#seenN !== undefined) this.#unseen = undefined; // what lies between is not here
    else if (this.#unseen !== undefined) this.#unseen = Math.max(0, this.#unseen - fresh);
    this.#seenN = n;
    return fresh;
  }

  // The mark that the server does not have yet; also called when the line is back.
  async mark() {
    await this.#mark.send(this.#seenId);
  }

  // What has no place in the server's order; it is behind the newest message, and only there.
  get #waiting() {
    if (this.#tail === null) this.#tail = this.hasNewer ? [] : this.#findWaiting();
    return this.#tail;
  }

  #findWaiting() {
    const sent = this.#acknowledged.filter((message) => !this.#placed.has(message.id));
    const known = new Set(sent.map((message) => message.id));
    const waiting = this.#outbox.of(this.conversation.id).filter(({ id }) => !known.has(id) && !this.#placed.has(id));
    return [
      ...sent.map((message) => this.#entry(message)),
      ...waiting.map((item) => ({ ...item, author: null, isOwn: true, message: null })),
    ];
  }

  // Whoever wrote it, as they are called now; who has left the conversation, as they were called then.
  #entry(message) {
    const { id, text, userId } = message;
    const author = personIn(this.conversation, userId) || message.author;
    const urgency = message.isUrgent ? urgencyOf(message, this.conversation, { id: this.#userId }) : null;
    const isOwn = userId === this.#userId;
    const fate = isOwn && !message.isDeleted ? fateOf(message, this.conversation) : '';
    return { id, text, author, isOwn, state: 'stored', fate, refusal: '', message, urgency, attachments: message.attachments };
  }

  #counts(message) {
    return message.userId !== this.#userId && !message.isDeleted && !message.isSystem;
  }

  #countBetween(from, to) {
    let count = 0;
    for (let index = from; index < to; index += 1) if (this.#counts(this.#placed.at(index))) count += 1;
    return count;
  }

  #recount() {
    const from = this.#placed.indexOf(this.#seenId);
    if (!this.hasNewer) this.#unseen = from < 0 ? undefined : this.#countBetween(from + 1, this.#placed.size);
  }

  // Reads backwards from the newest page until it touches what was placed before the gap.
  async #closeGap() {
    if (this.#gapAt === null) this.#gapAt = this.#placed.size;
    const sync = this.#sync += 1;
    const pages = [];
    let hasOlder = true;
    try {
      while (pages.length < MOST_PAGES && hasOlder) {
        const [before] = pages.length ? pages[pages.length - 1] : [];
        const page = await this.#api.history(this.conversation.id, before ? before.id : null, this.#pageSize(pages.length));
        if (sync !== this.#sync) return;
        pages.push(page.messages);
        hasOlder = page.hasOlder;
        if (this.#touches(page.messages) && this.#hasUnread(pages)) break;
      }
      this.#merge([].concat(...pages.reverse()), hasOlder);
    } catch (error) {
      if (sync !== this.#sync) return;
      this.failure = error.message;
      this.fire('change');
      throw error;
    }
  }

  #pageSize(pagesRead) {
    return pagesRead === 0 && this.#unreadAtOpen < FIRST_PAGE ? FIRST_PAGE : PAGE;
  }

  // When the conversation was just opened: it opens at the first unread message, so that one has to be there.
  #hasUnread(pages) {
    let count = 0;
    for (const page of pages) count += page.filter((message) => this.#counts(message)).length;
    return count >= this.#unreadAtOpen;
  }

  #touches(messages) {
    if (!this.#gapAt || this.#isStale) return true; // nothing to reach in front of the gap: one page is enough
    return messages.some((message) => this.#isBeforeGap(message));
  }

  #isBeforeGap({ id }) {
    const index = this.#placed.indexOf(id);
    return index >= 0 && index < this.#gapAt;
  }

  // `messages` is the newest stretch without a gap. What came meanwhile and is not in it is later than all of it, or
  // older than all of it.
  #merge(messages, hasOlder) {
    const inside = new Set(messages.map((message) => message.id));
    const outside = (message) => !inside.has(message.id);
    const joins = !this.#isStale && messages.some((message) => this.#isBeforeGap(message));
    if (!joins) this.hasOlder = hasOlder;
    const newest = messages[messages.length - 1];
    const before = joins ? this.#placed.slice(0, this.#gapAt).filter(outside) : [];
    const later = this.#placed.slice(this.#gapAt).filter((message) => outside(message) && !isBefore(message, newest));
    this.#placed.replace([...before, ...messages, ...later]);
    this.hasNewer = false;
    this.#gapAt = null;
    this.#isStale = false;
    this.failure = '';
    const { last } = this.#placed;
    this.#newestN = last && last.n ? last.n : -1;
    this.#trimStart();
    this.#settle(messages);
    this.#findUnread();
    this.#recount();
    this.fire('change');
  }

  // Back together with the newest messages, however many came meanwhile.
  async #rejoin() {
    this.#gapAt = this.#placed.size;
    const { last } = this.#placed;
    try {
      await this.#closeGap();
    } catch (error) {
      if (this.#placed.last !== last) this.#placed.dropLast(this.#placed.size - this.#gapAt);
      this.#gapAt = null;
      throw error;
    }
  }

  async #load(page) {
    this.isLoading = true;
    this.failure = '';
    this.fire('change');
    try {
      await page();
    } catch (error) {
      this.failure = error.message;
    }
    this.isLoading = false;
    this.fire('change');
  }

  async #move(id, isWanted) {
    const sync = this.#sync;
    const asked = id === null ? this.#api.historyAfter(this.conversation.id, null) : this.#api.historyAround(this.conversation.id, id);
    const page = await asked.catch((error) => { if (error.status !== 404) throw error; });
    if (!page || !isWanted() || sync !== this.#sync) return;
    this.#sync += 1;
    this.#gapAt = null;
    this.#placed.replace(page.messages);
    this.hasOlder = page.hasOlder;
    this.hasNewer = true;
    if (!page.hasNewer) await this.#rejoin();
  }

  async #pageForward() {
    const { last } = this.#placed;
    const page = await this.#api.historyAfter(this.conversation.id, last.id);
    if (this.#placed.last !== last || this.#gapAt !== null) return;
    this.#placed.append(page.messages);
    this.#trimStart();
    if (!page.hasNewer) await this.#rejoin();
  }

  async #pageBack() {
    const { first } = this.#placed;
    const page = await this.#api.history(this.conversation.id, first.id, PAGE);
    if (this.#placed.first !== first) return;
    this.#placed.prepend(page.messages);
    if (this.#gapAt !== null) this.#gapAt += page.messages.length;
    this.hasOlder = page.hasOlder;
    this.#trimEnd();
  }

  #trimStart() {
    if (this.#gapAt !== null || this.#placed.size <= MOST_HELD + PAGE) return; // a page at a time
    this.#placed.dropFirst(this.#placed.size - MOST_HELD);
    this.hasOlder = true;
  }

  #trimEnd() {
    if (this.#gapAt !== null || this.#placed.size <= MOST_HELD + PAGE) return;
    this.#placed.dropLast(this.#placed.size - MOST_HELD);
    this.hasNewer = true;
  }

  // What has its place now is neither waiting for one nor to be sent again.
  #settle(messages) {
    const placed = new Set(messages.map((message) => message.id));
    this.#acknowledged = this.#acknowledged.filter((message) => !placed.has(message.id));
    for (const item of this.#outbox.of(this.conversation.id)) if (placed.has(item.id)) this.#outbox.delivered(item.id);
  }

  #findUnread() {
    let left = this.#unreadAtOpen;
    for (let index = this.#placed.size - 1; index >= 0 && left > 0; index -= 1) {
      const message = this.#placed.at(index);
      if (!this.#counts(message)) continue;
      this.unreadFromId = message.id;
      left -= 1;
    }
    this.#unreadAtOpen = 0; // found once; what comes later is new, but not new at the opening
  }
}

// By the server's numbers; what has none is later.
function isBefore(message, other) {
  return other !== undefined && message.n < other.n;
}
