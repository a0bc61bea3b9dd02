// The bar above the text field: which message is being answered, or changed. Both are kept for each conversation, over a
// reload too: what is answered with the draft, what is changed with the text that it is to have.
import { mayWrite } from '../conversations.js';
import { t } from '../i18n.js';
import { Kept } from '../kept.js';
import { byId, setText, show } from './dom.js';
import { nameIn, quoteText } from './marks.js';

export class ReplyView {
  #bar = byId('respuesta');
  #input = byId('input-mensaje');
  #quotes;
  #edits; // {message, text: what is written}
  #conversation = null;
  #editing = null; // the message that is being changed
  #on;

  // `on`: {lastOwn() → a message or null, edit(message), resumed(text): that is to be changed further, ended(): what was
  // written before may come back, lost(conversationId, text): what was being changed is gone,
  // editing(isEditing)}
  constructor(userId, on) {
    this.#quotes = new Kept('respuesta', userId);
    this.#edits = new Kept('edicion', userId);
    this.#on = on;
    byId('btn-cancelar-respuesta').addEventListener('click', () => this.cancel());
    this.#input.addEventListener('keydown', (event) => this.#pressed(event));
  }

  get editing() {
    return this.#editing;
  }

  // What is being changed has another text already, and it is nowhere else.
  get hasUnsaved() {
    const edit = this.#editing && this.#edits.get(this.#conversation.id);
    return Boolean(edit) && edit.text !== edit.message.text;
  }

  // The quote that goes with what is written, or null.
  get quote() {
    return this.#conversation && !this.#editing ? this.#kept : null;
  }

  enter(conversation) {
    this.#editing = null;
    this.#conversation = conversation;
    this.resume();
  }

  // The change that was begun in this conversation goes on, if there is one.
  resume() {
    const edit = this.#edits.get(this.#conversation.id);
    if (edit) this.#editing = edit.message;
    this.render();
    if (edit) this.#on.resumed(edit.text);
  }

  answer({ id, userId, text, author }) {
    if (this.#editing) this.cancel();
    this.#keep({ id, userId, text: text.slice(0, 200), name: author ? author.name : '', isDeleted: false });
    this.render();
    this.#input.focus();
  }

  edit({ id, userId, text }) {
    this.#editing = { id, userId, text, isDeleted: false };
    this.keepEdit(text);
    this.render();
  }

  keepEdit(text) {
    this.#edits.set(this.#conversation.id, { message: this.#editing, text });
  }

  // The change is on its way; it is kept until the server has it.
  pause() {
    this.#editing = null;
    this.#on.ended();
    this.render();
  }

  // A message has this text now.
  saved(conversationId, messageId, text) {
    const edit = this.#edits.get(conversationId);
    if (!edit || edit.message.id !== messageId || edit.text !== text) return;
    this.#edits.set(conversationId, null);
    if (this.#editing && this.#editing.id === messageId) this.pause(); // one was here again meanwhile
  }

  // Unless another one was chosen meanwhile.
  answerAgain(conversationId, quote) {
    if (!quote || this.#quotes.get(conversationId)) return;
    this.#quotes.set(conversationId, quote);
    this.render();
  }

  // What is answered or changed is another one now.
  changed({ id, conversationId, isDeleted, text }) {
    if (isDeleted) this.#lose(conversationId, id);
    if (!this.#conversation) return;
    const quote = this.#kept;
    if (!quote || quote.id !== id) return;
    this.#keep({ ...quote, text: text.slice(0, 200), isDeleted });
    this.render();
  }

  // What was to be changed was deleted; what was written is not.
  #lose(conversationId, messageId) {
    const edit = this.#edits.get(conversationId);
    if (!edit || edit.message.id !== messageId) return;
    this.#edits.set(conversationId, null);
    if (this.#editing && this.#editing.id === messageId) this.#editing = null;
    this.#on.lost(conversationId, edit.text === edit.message.text ? '' : edit.text.trim());
    this.render();
  }

  // The answer was sent.
  clear() {
    this.#keep(null);
    this.render();
  }

  cancel() {
    if (this.#editing) {
      this.#edits.set(this.#conversation.id, null);
      this.pause();
    } else {
      this.clear();
    }
    this.#input.focus();
  }

  // Where nothing can be written there is no bar; it is there again with the field.
  render() {
    const quote = this.#conversation && mayWrite(this.#conversation) ? this.#editing || this.#kept : null;
    show(this.#bar, Boolean(quote));
    this.#bar.classList.toggle('is-editing', Boolean(this.#editing));
    this.#on.editing(Boolean(this.#editing));
    if (!quote) return;
    const name = nameIn(this.#conversation, quote.userId, quote.name);
    setText(byId('respuesta-titulo'), this.#editing ? t('editing') : t('answeringTo', { name }));
    setText(byId('respuesta-texto'), quoteText(quote));
    this.#bar.querySelector('use').setAttribute('href', this.#editing ? '#icon-compose' : '#icon-reply');
  }

  #pressed(event) {
    if (event.isComposing || event.defaultPrevented) return;
    const isPlain = !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (event.key === 'Escape' && !this.#bar.classList.contains('hidden')) this.cancel();
    else if (event.key === 'ArrowUp' && isPlain && this.#input.value === '' && !this.#editing && this.#on.lastOwn()) this.#on.edit(this.#on.lastOwn());
    else return;
    event.preventDefault();
  }

  get #kept() {
    return this.#quotes.get(this.#conversation.id);
  }

  #keep(quote) {
    this.#quotes.set(this.#conversation.id, quote);
  }
}
