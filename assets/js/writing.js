// What is written: where a text goes that is sent, what is kept of one until then, and how one comes back that could not
// go out. The text field (ComposerView) tells it what happens there.
import { mayWrite } from './conversations.js';
import { t } from './i18n.js';

export class Writing {
  #outbox;
  #storage;
  #drafts;
  #typing;
  #page;

  // `page`: {room() → the open one or null, extras() → once they have come, views(), notice(sentence)}
  constructor({ outbox, storage, drafts, typing, page }) {
    this.#outbox = outbox;
    this.#storage = storage;
    this.#drafts = drafts;
    this.#typing = typing;
    this.#page = page;
  }

  // That conversation has the field now.
  enter({ id }) {
    const { composer, urgent } = this.#page.views();
    composer.text = this.#drafts.get(id);
    urgent.set(false); // meant for what was written in another one
  }

  // The text leaves the field at once, and its draft when the outbox has it safe.
  async send(text) {
    const extras = this.#page.extras();
    const mentions = this.#mentionsIn(text);
    if (this.#isEditing) return extras.deeds.save(text, mentions);
    const { timeline, urgent } = this.#page.views();
    const room = this.#page.room();
    const { id } = room.conversation;
    const draft = this.#drafts.get(id);
    room.unreadFromId = null;
    timeline.keepEnd();
    this.#typing.sent(id);
    const isUrgent = urgent.isOn;
    urgent.set(false);
    const asked = extras ? extras.deeds.takeWishes() : {};
    const wishes = { ...asked, ...(isUrgent && { isUrgent }), ...(mentions.length && { mentions }) };
    const hasFiles = extras && extras.sendFiles(id, text, wishes);
    if (!hasFiles && !text) return;
    if (!hasFiles) await this.#outbox.add(id, text, wishes);
    if (this.#drafts.get(id) === draft) this.#drafts.set(id, ''); // else the next one is being written already
  }

  // At every keystroke.
  write(text) {
    if (this.#isEditing) return this.#page.extras().deeds.keepEdit(text); // the draft is for later
    const { id } = this.#page.room().conversation;
    this.#drafts.set(id, text);
    if (text.trim()) this.#typing.wrote(id);
  }

  // There are some to be sent, also without a text.
  hasFiles() {
    const extras = this.#page.extras();
    return Boolean(extras) && extras.hasFiles(this.#page.room().conversation.id);
  }

  // Why this text can't be sent now, or ''.
  obstacle(text) {
    const extras = this.#page.extras();
    if (!extras) return '';
    if (this.#isEditing) return text ? '' : t('emptyEdit');
    return extras.hasFailedFiles(this.#page.room().conversation.id) ? t('filesFailed') : '';
  }

  // A refused text goes back where it can be changed.
  edit(id) {
    if (!mayWrite(this.#page.room().conversation)) return this.#page.notice(t('onlyAdminsWrite')); // it stays where it can be seen
    const item = this.#outbox.take(id);
    if (!item) return;
    this.giveBack(item.conversationId, item.text, false);
    this.#page.views().composer.focus();
  }

  discard(id) {
    if (this.#outbox.take(id)) this.#page.views().composer.focus();
  }

  // In front of what is being written there. While a message is being changed the draft has it, for afterwards.
  giveBack(conversationId, text, isUrgent) {
    this.#drafts.set(conversationId, [text, this.#drafts.get(conversationId)].filter(Boolean).join('\n'));
    const { composer, list, urgent } = this.#page.views();
    const room = this.#page.room();
    if (!room || room.conversation.id !== conversationId) return list.render();
    if (isUrgent) urgent.set(true);
    if (!this.#isEditing) composer.text = this.#drafts.get(conversationId);
  }

  // Nothing is lost with the page.
  get isSafe() {
    const extras = this.#page.extras();
    return (this.#outbox.size === 0 || this.#storage.isLasting) && !(extras && extras.hasUnsentFiles);
  }

  get #isEditing() {
    const extras = this.#page.extras();
    return extras !== null && extras.deeds.isEditing;
  }

  // In a conversation of two there is nobody to single out.
  #mentionsIn(text) {
    const { conversation } = this.#page.room();
    const extras = this.#page.extras();
    return conversation.isGroup && extras ? extras.namedIn(text, conversation.people) : [];
  }
}
