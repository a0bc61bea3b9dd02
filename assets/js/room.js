// The open conversation: its messages in the server's order, what is missing of them, and how far they were read.
// The order is the server's order of insertion, which the page learns from the history and from the order of live
// events alone; a time never decides it. One's own message that is acknowledged but not yet seen in that order waits
// at the end, behind everything placed.
import { personIn } from './conversations.js';
import { Emitter } from './emitter.js';

const MOST_PAGES = 20; // of a gap worth filling (1,000 messages); a longer one starts over from the newest page
const MARK_PAUSE_MS = 300; // so that a burst of messages makes one mark

// Fires `change` (to be shown anew) and `seen` (more was read).
export class Room extends Emitter {
  conversation;
  hasOlder = false;
  isLoading = false; // older messages
  failure = ''; // why the messages could not be fetched
  unreadFromId = null; // the first message that was new when the conversation was opened
  #api;
  #userId;
  #outbox;
  #placed = [];
  #acknowledged = []; // own ones that have no place yet
  #gapAt = 0; // from this index on there is a gap in front; null: complete up to the newest
  #isStale = false; // what is in front of the gap may not be so any more
  #sync = 0; // grows with each gap, so that an answer from before it can't close it
  #unreadAtOpen;
  #seenId = null;
  #markedId = null;
  #markTimer = null;

  constructor({ api, outbox, userId, conversation }) {
    super();
    this.#api = api;
    this.#outbox = outbox;
    this.#userId = userId;
    this.#unreadAtOpen = conversation.unread;
    this.conversation = conversation;
  }

  // The first page is there.
  get isReady() {
    return this.#gapAt !== 0;
  }

  // The others' messages after the last one seen; undefined while that can't be told from what is here.
  get unread() {
    const from = this.#indexOf(this.#seenId);
    if (from < 0 || this.#gapAt !== null) return undefined;
    return this.#placed.slice(from + 1).filter((message) => this.#counts(message)).length;
  }

  // Everything to be shown: [{message | item, author, isOwn, state}], the server's order first, then what is on its way.
  get entries() {
    const placed = this.#placed.map((message) => this.#entry(message));
    const sent = this.#acknowledged.map((message) => this.#entry(message));
    const known = new Set([...placed, ...sent].map((entry) => entry.id));
    const waiting = this.#outbox.of(this.conversation.id).filter((item) => !known.has(item.id))
      .map((item) => ({ id: item.id, text: item.text, author: null, isOwn: true, state: item.state, refusal: item.refusal, message: null }));
    return [...placed, ...sent, ...waiting];
  }

  // Everything up to the newest is there, or comes.
  get isComplete() {
    return this.#gapAt === null;
  }

  // Too much was missed, or what is placed may not be so any more: the newest page decides, catchUp() brings it.
  startOver() {
    this.#gapAt = this.#placed.length;
    this.#isStale = true;
    this.#sync += 1;
  }

  // Reads backwards from the newest page until it touches what was placed before the gap.
  async catchUp() {
    if (this.#gapAt === null) this.#gapAt = this.#placed.length;
    const sync = this.#sync += 1;
    let messages = [];
    let hasOlder = true;
    try {
      for (let pages = 0; pages < MOST_PAGES && hasOlder; pages += 1) {
        const page = await this.#api.history(this.conversation.id, messages.length ? messages[0].id : null);
        if (sync !== this.#sync) return;
        messages = [...page.messages, ...messages];
        hasOlder = page.hasOlder;
        if (this.#touches(page.messages)) break;
      }
      this.#merge(messages, hasOlder);
    } catch (error) {
      if (sync !== this.#sync) return;
      this.failure = error.message;
      this.fire('change');
      throw error;
    }
  }

  async loadOlder() {
    if (this.isLoading || !this.hasOlder || !this.#placed.length) return;
    const [first] = this.#placed;
    this.isLoading = true;
    this.failure = '';
    this.fire('change');
    try {
      const page = await this.#api.history(this.conversation.id, first.id);
      if (this.#placed[0] === first) {
        this.#placed = [...page.messages, ...this.#placed];
        if (this.#gapAt !== null) this.#gapAt += page.messages.length;
        this.hasOlder = page.hasOlder;
      }
    } catch (error) {
      this.failure = error.message;
    }
    this.isLoading = false;
    this.fire('change');
  }

  // The next message in the server's order. While the page catches up it may be older than all that the history
  // brought; then it has its place there.
  receive(message) {
    if (this.#indexOf(message.id) >= 0) return;
    if (this.isComplete && isBefore(message, this.#placed.at(-1))) return;
    this.#placed.push(message);
    this.#settle([message]);
    this.fire('change');
  }

  // One's own message by its acknowledgement: stored, but among which others is not said.
  acknowledge(message) {
    if (this.#indexOf(message.id) < 0) this.#acknowledged.push(message);
    this.fire('change');
  }

  // The reader has had this message, and so all before it, before the eyes.
  seen(messageId) {
    const index = this.#indexOf(messageId);
    const before = this.#indexOf(this.#seenId);
    if (index <= before) return;
    const hasNews = this.conversation.unread > 0 || this.#placed.slice(before + 1, index + 1).some((one) => this.#counts(one));
    this.#seenId = messageId;
    this.fire('seen');
    if (hasNews) this.#markSoon();
  }

  // This person has read it on another device: up to that message, or all that came before the word did.
  readElsewhere(messageId) {
    const index = messageId ? this.#indexOf(messageId) : this.#placed.length - 1;
    if (index < 0 || index <= this.#indexOf(this.#seenId)) return;
    this.#seenId = this.#markedId = this.#placed[index].id;
    this.fire('seen');
  }

  // The mark that the server does not have yet; also called when the line is back.
  async mark() {
    clearTimeout(this.#markTimer);
    const id = this.#seenId;
    if (!id || id === this.#markedId) return;
    try {
      await this.#api.markRead(this.conversation.id, id);
      this.#markedId = id;
    } catch (error) {
      if (error.status === 429 || error.status === 503) this.#markTimer = setTimeout(() => this.mark(), 1000 * (error.retryAfter || 5));
    }
  }

  #markSoon() {
    clearTimeout(this.#markTimer);
    this.#markTimer = setTimeout(() => this.mark(), MARK_PAUSE_MS);
  }

  // Whoever wrote it, as they are called now; who has left the conversation, as they were called then.
  #entry(message) {
    const { id, text, userId } = message;
    const author = personIn(this.conversation, userId) || message.author;
    return { id, text, author, isOwn: userId === this.#userId, state: 'stored', refusal: '', message };
  }

  #counts(message) {
    return message.userId !== this.#userId && !message.isDeleted;
  }

  #indexOf(id) {
    for (let index = this.#placed.length - 1; index >= 0; index -= 1) if (this.#placed[index].id === id) return index;
    return -1;
  }

  #touches(messages) {
    if (!this.#gapAt || this.#isStale) return true; // nothing to reach in front of the gap: one page is enough
    const before = new Set(this.#placed.slice(0, this.#gapAt).map((message) => message.id));
    return messages.some((message) => before.has(message.id));
  }

  // `messages` is the newest stretch without a gap. What came meanwhile and is not in it is later than all of it, or
  // older than all of it.
  #merge(messages, hasOlder) {
    const inside = new Set(messages.map((message) => message.id));
    const outside = (message) => !inside.has(message.id);
    const before = this.#placed.slice(0, this.#gapAt);
    const joins = !this.#isStale && before.some((message) => inside.has(message.id));
    if (!joins) this.hasOlder = hasOlder;
    const later = this.#placed.slice(this.#gapAt).filter((message) => outside(message) && !isBefore(message, messages.at(-1)));
    this.#placed = [...(joins ? before.filter(outside) : []), ...messages, ...later];
    this.#gapAt = null;
    this.#isStale = false;
    this.failure = '';
    this.#settle(messages);
    this.#findUnread();
    this.fire('change');
  }

  // What has its place now is neither waiting for one nor to be sent again.
  #settle(messages) {
    const placed = new Set(messages.map((message) => message.id));
    this.#acknowledged = this.#acknowledged.filter((message) => !placed.has(message.id));
    for (const item of this.#outbox.of(this.conversation.id)) if (placed.has(item.id)) this.#outbox.delivered(item.id);
  }

  #findUnread() {
    let left = this.#unreadAtOpen;
    for (let index = this.#placed.length - 1; index >= 0 && left > 0; index -= 1) {
      if (!this.#counts(this.#placed[index])) continue;
      this.unreadFromId = this.#placed[index].id;
      left -= 1;
    }
    this.#unreadAtOpen = 0; // found once; what comes later is new, but not new at the opening
  }
}

// By the server's numbers; what has none is later.
function isBefore(message, other) {
  return other !== undefined && message.n < other.n;
}
