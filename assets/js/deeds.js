// What is done with messages: answered, changed, taken back, passed on, reacted to, pinned, starred, linked to. It joins
// the menu and the keys with the server and with what is shown; the dialogs are asked for when they are first needed.
import { recent, remember } from './emoji/recent.js';
import { copyText } from './clipboard.js';
import { mayWrite } from './conversations.js';
import { t } from './i18n.js';
import { isOwn, quickRow, withReaction } from './reactions.js';
import { byId } from './views/dom.js';
import { ownId } from './views/marks.js';
import { PinnedView } from './views/pinned.js';
import { ReplyView } from './views/reply.js';
import { onSwipe } from './views/swipe.js';

const PLUS = 'M12 6v12M6 12h12';
const REPLY = 'M10 6L4 12l6 6M4 12h10a6 6 0 0 1 6 6';
const FORWARD = 'M14 6l6 6-6 6M20 12H10a6 6 0 0 0-6 6';
const EDIT = 'M4 20l1-4L16 5l3 3L8 19Z';
const BIN = 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13';
const PIN = 'M9 4h6l-.7 6 3.2 3.5v1.5h-11v-1.5L9.7 10ZM12 15v5.5';
const STAR = 'M12 4l2.4 5.2 5.6.6-4.2 3.8 1.2 5.6-5-2.9-5 2.9 1.2-5.6L4 9.8l5.6-.6Z';
const INFO = 'M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17M12 11v5M12 8v.1';
const LINK = 'M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1';

export class Deeds {
  #api;
  #userId;
  #chat;
  #reply;
  #pinned;
  #dialogs = new Map();
  #queues = new Map(); // messageId → the last of its reactions that is on its way

  // `chat`: {room(), conversations, changes, outbox, drafts, timeline, composer, openAt(id, messageId), notice(sentence, isDone),
  // giveBack(conversationId, text)}
  constructor({ api, userId, ...chat }) {
    this.#api = api;
    this.#userId = userId;
    this.#chat = chat;
    this.#reply = new ReplyView(userId, {
      lastOwn: () => this.#lastOwn(), edit: (message) => this.#edit(message), resumed: (text) => { chat.composer.text = text; },
      ended: () => { if (chat.room()) chat.composer.text = chat.drafts.get(chat.room().conversation.id); }, lost: (...text) => this.#lost(...text),
      editing: (isEditing) => chat.composer.setEditing(isEditing),
    });
    this.#pinned = new PinnedView({
      fetch: (id) => api.pinned(id), goTo: (id) => this.#goTo(id), list: () => this.#show('pinned', chat.room().conversation),
    });
    byId('btn-ver-destacados').addEventListener('click', () => this.#show('starred'));
    this.#addActions();
    this.#listen(byId('mensajes-contenedor'));
  }

  entered(conversation) {
    this.#reply.enter(conversation);
    this.#pinned.enter(conversation);
    if (this.isEditing) this.#lookAgain(this.#chat.room());
  }

  // A change that was begun before a reload: the message may have been deleted meanwhile, or have its text already.
  async #lookAgain(room) {
    await room.ready;
    const { editing } = this.#reply;
    const index = this.#chat.room() === room && editing ? room.indexOf(editing.id) : -1;
    const { message } = index < 0 ? {} : room.entryAt(index);
    if (!message) return;
    this.#reply.changed(message);
    if (message.text !== editing.text) this.#reply.saved(message.conversationId, message.id, message.text);
  }

  #lost(conversationId, text) {
    this.#chat.giveBack(conversationId, text);
    const room = this.#chat.room();
    if (text && room && room.conversation.id === conversationId) this.#chat.notice(t('editedIsDeleted'));
  }

  changed(message) {
    this.#reply.changed(message);
    this.#pinned.changed(message);
    this.restated();
  }

  // The open group is another one: perhaps nobody but its administrators may write there now, or everybody again.
  grouped() {
    this.#reply.render();
  }

  // Something was received or read.
  restated() {
    for (const dialog of this.#dialogs.values()) if (dialog.refresh) dialog.refresh();
  }

  lineUp() {
    this.#pinned.refresh();
  }

  get isEditing() {
    return this.#reply.editing !== null;
  }

  // What is sent along with the text that is written.
  takeWishes() {
    const { quote } = this.#reply;
    if (!quote) return {};
    this.#reply.clear();
    return { replyTo: quote };
  }

  // What a message that was not sent after all had answered.
  answerAgain(conversationId, quote) {
    this.#reply.answerAgain(conversationId, quote);
  }

  // What is written while a message is being changed is not for the draft.
  keepEdit(text) {
    this.#reply.keepEdit(text);
  }

  // The text of the message that is being changed; where that fails it is there again.
  async save(text, mentions) {
    const message = this.#reply.editing;
    const { composer, room } = this.#chat;
    const { id } = room().conversation;
    this.#reply.keepEdit(text);
    this.#reply.pause();
    const isDone = text === message.text || await this.#do(message, () => this.#api.edit(message.id, text, mentions));
    if (isDone) return this.#reply.saved(id, message.id, text);
    if (!room() || room().conversation.id !== id || this.isEditing) return;
    this.#reply.resume();
    composer.focus();
  }

  async openLink(conversationId, messageId) {
    if (!await this.#chat.openAt(conversationId, messageId)) this.#chat.notice(t('messageNotFound'));
  }

  #addActions() {
    const { actions } = this.#chat.timeline;
    const has = ({ message }) => Boolean(message) && !message.isDeleted && !message.isSystem;
    const own = (entry) => has(entry) && entry.isOwn;
    const write = (entry) => has(entry) && this.#mayWrite;
    actions.add({ text: () => t('forward'), icon: FORWARD, keys: () => 'F', when: has, run: ({ message }) => this.#show('forward', message) }, { isFirst: true });
    actions.add({ text: () => t('reply'), icon: REPLY, keys: () => 'R', when: write, run: ({ message }) => this.#answer(message) }, { isFirst: true });
    actions.add({ text: () => t('copyMessageLink'), icon: LINK, when: has, run: ({ message }) => this.#copyLink(message) });
    actions.add({ text: ({ message }) => t(message.isStarred ? 'unstar' : 'star'), icon: STAR, keys: () => 'D', when: has, run: ({ message }) => this.#star(message) });
    actions.add({ text: ({ message }) => t(message.isPinned ? 'unpin' : 'pin'), icon: PIN, keys: () => 'P', when: write, run: ({ message }) => this.#pin(message) });
    actions.add({ text: () => t('editMessage'), icon: EDIT, keys: () => 'E', when: (entry) => own(entry) && this.#mayEdit(entry.message), run: ({ message }) => this.#edit(message) });
    actions.add({ text: () => t('messageInfo'), icon: INFO, keys: () => 'I', when: own, run: ({ message }) => this.#show('receipt', message) });
    actions.add({ text: () => t('deleteMessage'), icon: BIN, keys: () => t('keyNames', { key: 'Delete' }), isDanger: true, when: (entry) => this.#mayDelete(entry), run: ({ message }) => this.#remove(message) });
    actions.setQuick((entry) => (has(entry) ? this.#quick(entry.message) : []));
  }

  // Where there is a field for it.
  get #mayWrite() {
    const room = this.#chat.room();
    return room !== null && mayWrite(room.conversation);
  }

  // Others stand behind the text of what is forwarded, and of what they have confirmed.
  #mayEdit(message) {
    return this.#mayWrite && !message.isForwarded && !(message.isUrgent && message.acknowledgements.length);
  }

  #mayDelete({ message, isOwn: isMine }) {
    if (!message || message.isDeleted || message.isSystem) return false;
    const { myRole } = this.#chat.room().conversation;
    return isMine || myRole === 'owner' || myRole === 'admin' || document.body.dataset.usuarioRol === 'administrador';
  }

  #quick(message) {
    const signs = quickRow(recent()).map((emoji) => {
      const isOn = isOwn(message.reactions, emoji, ownId());
      return { sign: emoji, isOn, text: t(isOn ? 'takeBack' : 'reactWith', { emoji }), run: () => this.#react(message.id, emoji) };
    });
    const more = () => this.#chat.composer.pickEmoji((emoji) => this.#react(message.id, emoji));
    return [...signs, { icon: PLUS, text: t('moreReactions'), run: more }];
  }

  #listen(box) {
    box.addEventListener('click', (event) => this.#pressed(event.target));
    box.addEventListener('keydown', (event) => this.#key(event));
    const answerable = (element) => {
      const { message } = this.#entryOf(element) || {};
      return message && !message.isDeleted && !message.isSystem && this.#mayWrite ? message : null;
    };
    onSwipe(box, answerable, (element) => answerable(element) && this.#answer(answerable(element)));
  }

  #entryOf(element) {
    const room = this.#chat.room();
    const index = room ? room.indexOf(element.dataset.mensajeId) : -1;
    return index < 0 ? null : room.entryAt(index);
  }

  #pressed(target) {
    const inner = target.closest('[data-part=quote], [data-part=edited], .reaction');
    const entry = inner && this.#entryOf(inner.closest('.message'));
    if (!entry) return;
    const { message } = entry;
    if (inner.dataset.part === 'quote') this.#goTo((message || entry).replyTo.id);
    else if (inner.dataset.part === 'edited') this.#show('editions', message);
    else this.#react(message.id, inner.dataset.emoji);
  }

  // The keys that the menu names, where a message itself has the focus.
  #key(event) {
    const { key, target } = event;
    if (event.altKey || event.ctrlKey || event.metaKey || !target.classList.contains('message')) return;
    const entry = this.#entryOf(target);
    if (!entry || !entry.message || entry.message.isDeleted || entry.message.isSystem) return;
    const { message } = entry;
    const deeds = {
      f: () => this.#show('forward', message), d: () => this.#star(message),
      ...(this.#mayWrite && { p: () => this.#pin(message), r: () => this.#answer(message), ...(entry.isOwn && this.#mayEdit(message) && { e: () => this.#edit(message) }) }),
      ...(entry.isOwn && { i: () => this.#show('receipt', message) }),
      ...(this.#mayDelete(entry) && { delete: () => this.#remove(message) }),
    };
    const deed = deeds[key.toLowerCase()];
    if (!deed) return;
    event.preventDefault();
    deed();
  }

  // Shown at once; what the server says against it takes it back. One after the other, in the order of the presses.
  async #react(messageId, emoji) {
    const now = () => {
      const room = this.#chat.room();
      const index = room ? room.indexOf(messageId) : -1;
      return index < 0 ? null : room.entryAt(index).message;
    };
    const message = now();
    if (!message) return;
    const isOn = !isOwn(message.reactions, emoji, ownId());
    const show = (isShown) => {
      const known = now();
      if (known) this.#chat.room().update({ ...known, reactions: withReaction(known.reactions, emoji, ownId(), isShown) });
    };
    show(isOn);
    if (isOn) remember(emoji);
    const turn = (this.#queues.get(messageId) || Promise.resolve()).then(async () => {
      const isDone = await this.#do(message, () => this.#api.react(messageId, emoji, isOn), () => this.#queues.get(messageId) === turn);
      if (!isDone) show(!isOn);
    });
    this.#queues.set(messageId, turn);
    await turn;
    if (this.#queues.get(messageId) === turn) this.#queues.delete(messageId);
  }

  #lastOwn() {
    const room = this.#chat.room();
    if (!this.#mayWrite) return null;
    for (let index = room.size - 1; index >= 0; index -= 1) {
      const { message, isOwn: isMine } = room.entryAt(index);
      if (message && isMine && !message.isDeleted && !message.isSystem && this.#mayEdit(message)) return message;
    }
    return null;
  }

  // The menu may be open while the group closes. A change that was begun is neither lost nor left for another one.
  #canBegin() {
    if (!this.#mayWrite) this.#chat.notice(t('onlyAdminsWrite'));
    else if (this.#reply.hasUnsaved) {
      this.#chat.notice(t('editFirst'));
      this.#chat.composer.focus();
    } else return true;
    return false;
  }

  #answer(message) {
    if (this.#canBegin()) this.#reply.answer(message);
  }

  #edit(message) {
    const { composer } = this.#chat;
    if (!this.#canBegin()) return;
    this.#reply.edit(message);
    composer.text = message.text;
    composer.focus();
  }

  async #remove(message) {
    const { ask } = await import('./views/ask.js').catch(() => ({}));
    const title = message.userId === this.#userId ? t('deleteMessage') : t('deleteMessageOf', { name: message.author ? message.author.name : t('someone') });
    if (!ask || !await ask({ title, text: t('deleteQuestion'), yes: t('deleteYes'), isDanger: true })) return;
    await this.#do(message, () => this.#api.remove(message.id));
  }

  #pin(message) {
    return this.#do(message, () => this.#api.pin(message.id, !message.isPinned));
  }

  async #star({ id, conversationId, isStarred }) {
    const { changes, notice } = this.#chat;
    try {
      await this.#api.star(id, !isStarred);
      changes.starred({ messageId: id, conversationId, isStarred: !isStarred });
    } catch (error) {
      notice(error.message);
    }
  }

  async #copyLink({ id, conversationId }) {
    const isCopied = await copyText(`${location.origin}/chat#${conversationId}/${id}`);
    this.#chat.notice(t(isCopied ? 'linkCopied' : 'copyFailed'), isCopied);
  }

  async #goTo(id) {
    if (!await this.#chat.timeline.goTo(id)) this.#chat.notice(t('messageNotFound'));
  }

  // True when the server did it; else its reason is shown.
  async #do(message, work, isWanted = () => true) {
    const { changes, notice } = this.#chat;
    const count = changes.count(message.id);
    try {
      const answer = await work();
      if (isWanted()) changes.answered(answer, count);
      return true;
    } catch (error) {
      notice(error.message);
      return false;
    }
  }

  async #show(name, subject) {
    if (!this.#dialogs.has(name)) {
      const found = await LOAD[name]().catch(() => null);
      if (!found) return this.#chat.notice(t('unreachable'));
      if (!this.#dialogs.has(name)) this.#dialogs.set(name, found[CLASSES[name]] && new found[CLASSES[name]]({ api: this.#api, ...this.#chat }));
    }
    this.#dialogs.get(name).open(subject);
  }
}

const LOAD = {
  receipt: () => import('./views/receipt.js'), editions: () => import('./views/messagelists.js'), starred: () => import('./views/messagelists.js'),
  pinned: () => import('./views/messagelists.js'), forward: () => import('./views/forward.js'),
};
const CLASSES = { receipt: 'ReceiptView', editions: 'EditionsView', starred: 'StarredView', pinned: 'PinnedListView', forward: 'ForwardView' };
