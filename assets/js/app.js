// The conductor: joins the parts that know nothing of each other. It has no DOM of its own and no wire names.
import { Alarm } from './alarm.js';
import { batched } from './batched.js';
import { Changes } from './changes.js';
import { Cache } from './cache.js';
import { Conversations, mayWrite, titleOf } from './conversations.js';
import { holdPresses } from './early.js';
import { Follower } from './follower.js';
import { Health } from './health.js';
import { t } from './i18n.js';
import { uuidv7 } from './ids.js';
import { Listing } from './listing.js';
import { Me } from './me.js';
import { Mentioned } from './mentioned.js';
import { Notifier } from './notifier.js';
import { Outbox } from './outbox.js';
import { pauseAfter } from './pause.js';
import { Presence } from './presence.js';
import { Quiet } from './quiet.js';
import { Reading } from './reading.js';
import { Receipts } from './receipts.js';
import { Room } from './room.js';
import { Drafts, OutboxStorage } from './storage.js';
import { Typing } from './typing.js';
import { BannerView } from './views/banner.js';
import { ComposerView } from './views/composer.js';
import { ListView } from './views/list.js';
import { PaneView } from './views/pane.js';
import { PresenceView } from './views/presence.js';
import { Stage } from './views/stage.js';
import { UrgentView } from './views/urgent.js';
import { WindowView } from './views/window.js';
import { Api, Live } from './wire.js';
import { Writing } from './writing.js';

const RENAMED_MS = 1000; // within which all pages of the shop read the list again when somebody was given another name
const FRESH_MS = 3000; // the first line of a page this young is still its person's; no need to ask

export class App {
  #userId;
  #me;
  #settings;
  #api;
  #live;
  #outbox;
  #health = new Health();
  #cache;
  #reading;
  #notifier;
  #isKept;
  #conversations;
  #follower;
  #drafts;
  #typing;
  #writing;
  #presence;
  #views;
  #changes;
  #receipts;
  #quiet;
  #mentioned;
  #alarm;
  #listing;
  #extras = null; // until they have come
  #letGo = holdPresses();
  #room = null;
  #wasUp = false;
  #hasList = false;
  #group = { key: '', id: '' };

  // `isKept`: the page came without the server, and nobody but `cache` says whose it is; else the session lasts `seconds`.
  constructor({ userId, name, token, io, settings, isKept = false, seconds = 0 }) {
    this.#userId = userId;
    this.#me = new Me(userId, name);
    this.#settings = settings;
    this.#api = new Api({ userId, token });
    this.#live = new Live(io, () => this.#verify());
    this.#conversations = new Conversations(userId);
    this.#follower = new Follower({
      fetch: (n) => this.#api.eventsAfter(n), apply: (event) => this.#apply(event), reload: () => this.#readAfresh(),
    });
    this.#isKept = isKept;
    this.#cache = new Cache(userId);
    if (!isKept) this.#cache.begin(seconds);
    this.#reading = new Reading({ cache: this.#cache, api: this.#api, conversations: this.#conversations });
    this.#listing = new Listing({ api: this.#api, reading: this.#reading, conversations: this.#conversations });
    this.#changes = new Changes({
      conversations: this.#conversations, room: () => this.#room,
      on: { left: (conversation) => this.#left(conversation), grouped: (conversation) => this.#grouped(conversation), restate: () => this.#restate() },
    });
    this.#receipts = new Receipts((n) => this.#live.received(n));
    this.#drafts = new Drafts(userId);
    this.#typing = new Typing((id) => this.#live.type(id));
    this.#presence = new Presence(() => this.#api.presence());
    const storage = new OutboxStorage(userId);
    this.#outbox = new Outbox(storage, (item) => this.#send(item));
    this.#quiet = new Quiet(settings, userId);
    this.#mentioned = new Mentioned(userId);
    this.#notifier = new Notifier({
      settings, isLooked: (id) => this.#isOpen(id) && this.#views.window.isLooked, open: (id) => this.open(id), may: (message) => this.#quiet.tells(message),
    });
    this.#alarm = new Alarm({
      userId, ring: () => this.#notifier.alarm(),
      server: { pending: () => this.#api.urgent(null, true).then(({ messages }) => messages), acknowledge: (id) => this.#api.acknowledge(id) },
    });
    this.#writing = new Writing({
      storage, outbox: this.#outbox, drafts: this.#drafts, typing: this.#typing,
      page: { room: () => this.#room, extras: () => this.#extras, views: () => this.#views, notice: (sentence) => this.#notice(sentence) },
    });
    this.#views = this.#makeViews();
    this.#listen();
  }

  start() {
    this.#outbox.load();
    this.#live.connect();
    this.#listing.start(this.#isKept);
  }

  get current() {
    return this.#room && this.#room.conversation;
  }

  // Resolves to false when there is no such conversation for this person.
  async open(id) {
    if (!this.#conversations.get(id)) await this.#listing.reload();
    const conversation = this.#conversations.get(id);
    if (!conversation) return false;
    if (this.current !== conversation) this.#enter(conversation);
    this.#views.composer.focusUnlessTouch();
    if (this.#views.pane.isListCovered && !this.#views.pane.hasFocus) this.#views.pane.focusTitle();
    return true;
  }

  // At that message; false when it can't be found.
  async openAt(id, messageId) {
    if (!await this.open(id)) return false;
    const room = this.#room;
    await room.ready;
    return this.#room === room && this.#views.timeline.goTo(messageId);
  }

  async #acknowledge(id) {
    try {
      this.#changes.changed(await this.#alarm.acknowledge(id));
    } catch (error) {
      this.#views.window.tell(error.message);
    }
  }

  close() {
    const id = this.current && this.current.id;
    const hadFocus = this.#views.pane.hasFocus;
    this.#leave();
    this.#views.pane.close();
    this.#views.timeline.close();
    this.#views.list.setCurrent(null);
    this.#views.window.showAddress(null);
    if (hadFocus) this.#views.list.focusRow(id);
  }

  // A message in the server's order, by the live line; again is harmless.
  receive(message) {
    if (!this.#conversations.receive(message)) this.reloadListSoon();
    this.#typing.stopped(message.conversationId, message.userId);
    this.#outbox.delivered(message.id);
    if (this.#isOpen(message.conversationId)) this.#room.receive(message);
    this.#mentioned.hear(message);
    if (message.isSystem && this.#isOpen(message.conversationId)) this.#views.window.announce(message.text);
    if (message.userId !== this.#userId && !message.isSystem) this.#announce(message);
  }

  add(conversation, n) {
    this.#conversations.add(conversation, n);
    this.#meet();
  }

  reloadListSoon() {
    this.#listing.reloadSoon();
  }

  renderNow() {
    if (this.#room) this.#views.timeline.render();
    this.#views.list.render();
  }

  #tellUnread() {
    const { unread } = this.#conversations;
    this.#views.window.setUnread(unread);
    this.#mentioned.settle(this.#conversations.all);
    this.#notifier.setBadge(this.#quiet.count(this.#conversations.all, (id) => this.#mentioned.countIn(id)));
    this.#notifier.settle((id) => (this.#conversations.get(id) || { unread: 0 }).unread);
  }

  #showList(list, n) {
    this.#conversations.replaceAll(list, n);
    this.#mentioned.replaceAll(list, n);
    if (this.#room && !this.#conversations.get(this.current.id)) this.#left(this.current);
    this.#reading.listIsFresh(n);
    this.#countUnread();
    this.#views.list.setState('ready');
    this.#showNames();
    this.#meet();
    this.#follower.startAt(n);
    this.#receipts.reached(n);
    this.#bringExtras();
    if (this.#hasList) return;
    this.#hasList = true; // however late, over a bad line, it comes
    this.#followAddress();
  }

  // What this browser kept, while the server has not told.
  #showKept({ conversations, n, at }) {
    this.#conversations.replaceAll(conversations, n);
    this.#mentioned.replaceAll(conversations, n);
    this.#health.seenAt(new Date(at));
    this.#followAddress();
    this.#bringExtras();
  }

  #listFailed(reason) {
    this.#views.list.setState(t('listFailed', { reason }));
    this.#bringExtras();
  }

  // Where they can't be had now, the next list tries again.
  async #bringExtras() {
    if (this.#extras) return;
    await this.#views.timeline.bring();
    const { Extras } = await import('./extras.js').catch(() => ({}));
    if (this.#extras || !Extras) return;
    const say = (sentence) => this.#views.window.tell(sentence);
    const open = (id) => this.open(id);
    this.#extras = new Extras({
      api: this.#api, chat: {
        room: () => this.#room, changes: this.#changes, outbox: this.#outbox, drafts: this.#drafts, timeline: this.#views.timeline,
        composer: this.#views.composer, notice: (...words) => this.#notice(...words), giveBack: (...message) => this.#writing.giveBack(...message),
      },
      conversations: this.#conversations, settings: this.#settings, notifier: this.#notifier, me: this.#me, quiet: this.#quiet, presence: this.#presence,
      page: { current: () => this.current, open, openAt: (...place) => this.openAt(...place), say, back: () => this.#back(), isListCovered: () => this.#views.pane.isListCovered },
      server: {
        urgent: (beforeId) => this.#api.urgent(beforeId), people: () => this.#api.people(), direct: (personId) => this.#api.startDirect(personId), group: (name, personIds) => this.#startGroup(name, personIds),
        api: this.#api, apply: (event) => this.#changes.apply(event), send: (...message) => this.#outbox.add(...message),
      },
    });
    if (this.#room) this.#extras.entered(this.current.id);
    this.#letGo();
    document.body.dataset.isWhole = ''; // for tests
  }

  // There may be people in the list of whom it was not told yet whether they are here.
  #meet() {
    const people = this.#conversations.all.flatMap((conversation) => conversation.people.map((person) => person.id));
    if (this.#live.isUp && !this.#presence.knowsAll(people)) this.#presence.refresh();
  }

  // Somebody may have been given another name.
  #showNames() {
    if (!this.#room) return;
    this.#grouped(this.#room.conversation);
  }

  #makeViews() {
    const conversations = this.#conversations;
    const outbox = this.#outbox;
    const drafts = this.#drafts;
    const settings = this.#settings;
    return {
      banner: new BannerView(this.#health, { onRetry: () => this.#live.connectNow() }),
      list: new ListView({
        conversations, outbox, drafts, settings, presence: this.#presence, mentioned: this.#mentioned, userId: this.#userId, onOpen: (id) => this.open(id),
      }),
      pane: new PaneView({
        onBack: () => this.#views.window.goBack(),
        onInfo: () => this.#extras.showInfo(this.current),
        onSearch: () => this.#extras.searchIn(this.current),
        onMute: (isMuted) => settings.setMuted(this.current.id, isMuted),
      }),
      timeline: new Stage({
        edit: (id) => this.#writing.edit(id), discard: (id) => this.#writing.discard(id), say: (text) => this.#views.window.tell(text),
        me: () => this.#me,
      }),
      presence: new PresenceView(this.#presence),
      urgent: new UrgentView(this.#alarm, {
        conversation: (id) => conversations.get(id), author: (message) => (message.author ? message.author.name : t('someone')),
        open: (id, messageId) => this.openAt(id, messageId), list: () => this.#extras && this.#extras.showUrgent(), acknowledge: (id) => this.#acknowledge(id),
      }),
      composer: new ComposerView(this.#writing),
      window: new WindowView({
        onAddress: () => this.#followAddress(),
        onReturn: () => this.#returned(),
        onLogout: () => this.#cache.forget(),
        isLeavingSafe: () => this.#writing.isSafe,
      }),
    };
  }

  #listen() {
    this.#api.on('session', (session) => this.#sessionIsGone(session));
    this.#api.on('reached', (isReached) => this.#reached(isReached));
    window.addEventListener('offline', () => this.#live.isUp && this.#live.connectNow());
    this.#api.on('busy', (seconds, sentence) => this.#health.busy(seconds, sentence));
    this.#listing.on('fresh', (list, n) => this.#showList(list, n));
    this.#listing.on('kept', (kept) => this.#showKept(kept));
    this.#listing.on('failed', (reason) => this.#listFailed(reason));
    this.#live.on('session', (session) => this.#sessionIsGone(session));
    this.#live.on('up', (newest) => this.#lineIsUp(newest));
    this.#live.on('down', () => this.#lineIsDown());
    this.#live.on('event', (event) => this.#follower.hear(event));
    this.#live.on('changed', (newest) => this.#changedElsewhere(newest));
    this.#live.on('typing', (word) => { if (word.userId !== this.#userId) this.#typing.hear(word); });
    this.#live.on('stoppedTyping', (word) => this.#typing.stopped(word.conversationId, word.userId));
    this.#live.on('readUpTo', (mark) => this.#changes.readUpTo(mark));
    this.#live.on('received', (mark) => this.#changes.received(mark));
    this.#live.on('starred', (star) => this.#changes.starred(star));
    this.#live.on('presence', (word) => this.#presence.hear(word));
    this.#live.on('read', (mark) => this.#readElsewhere(mark));
    this.#typing.on('change', (id) => { this.#showTyping(id); });
    this.#conversations.on('change', batched(() => this.#tellUnread()));
    this.#settings.on('change', (name) => { if (name === 'muted') this.#showMuted(); });
    for (const source of [this.#quiet, this.#mentioned]) source.on('change', batched(() => this.#tellUnread()));
    this.#outbox.on('change', (id) => { if (this.#isOpen(id)) this.#room.fire('change'); });
    this.#outbox.on('sent', (message) => this.#sent(message));
    this.#outbox.on('refused', (item) => this.#views.window.tell(t('announceRefused', { reason: item.refusal })));
  }

  #showTyping(id) {
    if (this.#isOpen(id)) this.#views.pane.setTyping(this.#typing.sentence(id));
    this.#views.list.setTyping(id, this.#typing.sentence(id));
  }

  // A request that is not answered says sooner than a silent line that the server is away; a new line shows it.
  #reached(isReached) {
    this.#health.reached(isReached);
    if (!isReached && this.#live.isUp) this.#live.connectNow();
  }

  #isOpen(conversationId) {
    return this.#room !== null && this.#room.conversation.id === conversationId;
  }

  #enter(conversation) {
    this.#leave();
    const api = {
      markRead: (...mark) => this.#api.markRead(...mark),
      history: (...asked) => this.#reading.history(() => !room.isReady, () => { room.isKept = true; }, ...asked),
      historyAfter: (...asked) => this.#api.historyAfter(...asked),
      historyAround: (...asked) => this.#api.historyAround(...asked),
    };
    const room = new Room({ api, outbox: this.#outbox, userId: this.#userId, conversation });
    this.#room = room;
    room.on('change', () => this.#reading.keep(room));
    const count = batched(() => this.#countUnread());
    room.on('change', count);
    room.on('change', batched(() => this.#me.learn((room.entries.find((entry) => entry.isOwn && entry.author) || {}).author)));
    room.on('seen', count);
    this.#views.pane.open(conversation);
    this.#views.pane.setWritable(mayWrite(conversation));
    this.#views.presence.open(conversation);
    this.#views.pane.setTyping(this.#typing.sentence(conversation.id));
    this.#showMuted();
    this.#views.timeline.open(room);
    this.#writing.enter(conversation);
    this.#views.list.setCurrent(conversation.id);
    this.#views.window.showAddress(conversation.id);
    if (this.#extras) this.#extras.entered(conversation.id);
    this.#live.join(conversation.id);
    this.#catchUp(room);
  }

  #showMuted() {
    if (this.#room) this.#views.pane.setMuted(this.#settings.isMuted(this.#room.conversation.id));
  }

  #leave() {
    if (!this.#room) return;
    this.#views.composer.closeEmoji();
    this.#room.mark();
    this.#live.leave(this.#room.conversation.id);
    this.#room = null;
  }

  async #catchUp(room) {
    try {
      await room.catchUp();
      if (!room.isKept) return;
      // What was kept is there to be read, and may not be so any more.
      room.isKept = false;
      room.startOver();
      if (this.#live.isUp) this.#catchUp(room);
    } catch (error) {
      if (this.#health.session !== 'ok') return;
      setTimeout(() => { if (this.#room === room) this.#catchUp(room); }, pauseAfter(error));
    }
  }

  // What the open room knows of its own reading is newer than any list.
  #countUnread() {
    if (!this.#room || this.#room.unread === undefined) return;
    this.#conversations.setUnread(this.#room.conversation.id, this.#room.unread);
  }

  // On another device, or on this one: then the open room knows it already, and perhaps more. What comes while the page
  // catches up would count messages anew that were read before it: then the list is asked once more.
  #readElsewhere({ conversationId, unread, messageId }) {
    this.#listing.readsChanged();
    if (this.#isOpen(conversationId)) this.#room.readElsewhere(messageId);
    this.#conversations.setUnread(conversationId, unread);
    this.#countUnread();
    if (!this.#follower.isCurrent) this.reloadListSoon();
  }

  async #send(item) {
    return await this.#live.send(item) || this.#api.send(item);
  }

  // While the line is up the same message comes by it too, in its place among the others.
  #sent(message) {
    if (!this.#live.isUp) this.#conversations.receive(message);
    if (this.#isOpen(message.conversationId)) this.#room.acknowledge(message);
  }

  // The same id for the same wish: pressing again after a lost answer makes no second group.
  #startGroup(name, personIds) {
    const key = JSON.stringify([name, personIds]);
    if (this.#group.key !== key) this.#group = { key, id: uuidv7() };
    return this.#api.startGroup({ id: this.#group.id, name, personIds });
  }

  #announce(message) {
    const author = message.author ? message.author.name : t('someone');
    this.#notifier.tell(message, this.#conversations.get(message.conversationId), author);
    if (this.#isOpen(message.conversationId)) return this.#views.window.announce(t('announceHere', { name: author, text: message.text }));
    if (!this.#quiet.tells(message)) return;
    const conversation = this.#conversations.get(message.conversationId);
    const group = conversation && conversation.isGroup ? titleOf(conversation) : '';
    this.#views.window.announce(t(group ? 'announceGroup' : 'announceDirect', { name: author, group }));
  }

  async #verify() {
    const isFresh = !this.#isKept && !this.#wasUp && performance.now() < FRESH_MS;
    this.#wasUp = true;
    return isFresh ? 'ok' : this.#api.checkSession();
  }

  // The line is the hint, the database the truth: what was missed is asked for, from the last event that came.
  #lineIsUp(newest) {
    this.#health.lineUp();
    this.#sessionIsBack();
    this.#presence.refresh();
    this.#follower.lineUp(newest);
    this.#receipts.lineUp();
    this.#alarm.refresh();
    if (this.#extras) this.#extras.deeds.lineUp();
    if (!this.#room) return;
    this.#live.join(this.#room.conversation.id);
    if (!this.#room.isComplete) this.#catchUp(this.#room);
    this.#room.mark();
  }

  #lineIsDown() {
    this.#health.lineDown();
    this.#follower.lineDown();
    this.#presence.lineDown();
  }

  // Events have numbers, which tell what was missed; people and their names have none, and are in the list.
  #changedElsewhere(newest) {
    this.#follower.lookAgain(newest);
    if (this.#extras) this.#extras.peopleChanged();
    this.#listing.reloadIn(RENAMED_MS * Math.random());
  }

  // The next event in the server's order; again is harmless.
  #apply(event) {
    const { n, message, conversation } = event;
    if (message) this.receive(message);
    if (conversation) this.add(conversation, n);
    if (this.#changes.apply(event) && event.changed && event.changed.isDeleted) this.reloadListSoon(); // it may count no more
    if (event.changed) this.#mentioned.changed(event.changed);
    if (event.changed && this.#extras) this.#extras.deeds.changed(event.changed);
    if (message || event.changed) this.#alarm.hear(message || event.changed);
    this.#receipts.reached(n);
  }

  // This person is in a conversation no more.
  #left(conversation) {
    this.#alarm.left(conversation.id);
    const isOwnWish = this.#extras !== null && this.#extras.left(conversation.id);
    if (this.#isOpen(conversation.id)) this.close();
    const hasDraft = this.#drafts.get(conversation.id).trim() !== '';
    const words = hasDraft ? 'leftWithDraft' : isOwnWish ? 'youLeft' : 'leftGroup';
    this.#notice(t(words, { group: titleOf(conversation) }), words === 'youLeft');
  }

  // For the eyes too: what happened without this person's doing, or (`isDone`) what they wanted done.
  async #notice(sentence, isDone = false) {
    this.#views.window.tell(sentence);
    const { showNotice } = await import('./views/notice.js').catch(() => ({}));
    if (showNotice) showNotice(sentence, isDone);
  }

  #grouped(conversation) {
    if (!this.#isOpen(conversation.id)) return;
    this.#views.pane.paint(conversation);
    if (!mayWrite(conversation)) this.#views.composer.closeEmoji();
    this.#views.pane.setWritable(mayWrite(conversation));
    if (this.#extras) this.#extras.deeds.grouped();
    this.#room.fire('change');
  }

  // Too much was missed, or the server was given older data: nothing that is here may be believed.
  async #readAfresh() {
    const n = await this.#listing.fetch();
    if (this.#room) {
      this.#room.startOver();
      this.#catchUp(this.#room);
    }
    return n;
  }

  #sessionIsGone(session) {
    this.#health.setSession(session);
    this.#cache.forget();
    this.#outbox.pause();
    this.#live.disconnect();
    this.#alarm.stop();
    this.#listing.pause();
  }

  #sessionIsBack() {
    this.#health.setSession('ok');
    this.#outbox.resume();
    this.#listing.resume();
  }

  // The tab is looked at again: perhaps somebody logged in elsewhere meanwhile, or read on another device.
  async #returned() {
    if (this.#health.session === 'ok') return this.#listing.reload();
    if (await this.#api.checkSession().catch(() => 'unknown') !== 'ok') return;
    this.#sessionIsBack();
    this.#live.connect();
    if (this.#room) this.#catchUp(this.#room);
  }

  // Where the list is under the conversation it comes out again; beside it, the focus goes there. False: one is there.
  #back() {
    if (!this.#room) return false;
    if (this.#views.pane.isListCovered) this.#views.window.goBack();
    else if (this.#views.pane.hasFocus) this.#views.list.focusRow(this.current.id);
    else return false;
    return true;
  }

  // Of one message.
  async #followLink(id, messageId) {
    await this.#bringExtras();
    if (this.#extras) await this.#extras.deeds.openLink(id, messageId);
    this.#views.window.showAddress(this.current ? this.current.id : null);
  }

  #restate() {
    if (this.#room) this.#room.fire('change');
    this.#views.list.render();
    if (this.#extras) this.#extras.deeds.restated();
  }

  #followAddress() {
    const [id, messageId] = this.#views.window.address.split('/');
    if (id && messageId) this.#followLink(id, messageId);
    else if (id && id !== (this.current && this.current.id)) this.open(id);
    else if (!id && this.#room) this.close();
  }
}
