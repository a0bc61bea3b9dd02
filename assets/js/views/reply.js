// The bar above the text field: which message is being answered, or changed. What is chosen to be answered is kept with
// the draft, over a reload too.
import { mayWrite } from '../conversations.js';
import { t } from '../i18n.js';
import { Kept } from '../kept.js';
import { byId, setText, show } from './dom.js';
import { nameIn, quoteText } from './marks.js';

export class ReplyView {
  #bar = byId('respuesta');
  #input = byId('input-mensaje');
  #quotes;
  #conversation = null;
  #editing = null; // the message that is being changed
  #on;

  // `on`: {lastOwn() → a message or null, edit(message), ended(): what was written before may come back}
  constructor(userId, on) {
    this.#quotes = new Kept('respuesta', userId);
    this.#on = on;
    byId('btn-cancelar-respuesta').addEventListener('click', () => this.cancel());
    this.#input.addEventListener('keydown', (event) => this.#pressed(event));
  }

  get editing() {
    return this.#editing;
  }

  // The quote that goes with what is written, or null.
  get quote() {
    return this.#conversation && !this.#editing ? this.#kept : null;
  }

  enter(conversation) {
    this.#editing = null;
    this.#conversation = conversation;
    this.render();
  }

  answer({ id, userId, text, author }) {
    if (this.#editing) this.cancel();
    this.#keep({ id, userId, text: text.slice(0, 200), name: author ? author.name : '', isDeleted: false });
    this.render();
    this.#input.focus();
  }

  edit(message) {
    this.#editing = message;
    this.render();
  }

  // Unless another one was chosen meanwhile.
  answerAgain(conversationId, quote) {
    if (!quote || this.#quotes.get(conversationId)) return;
    this.#quotes.set(conversationId, quote);
    this.render();
  }

  // What is answered or changed is another one now.
  changed({ id, isDeleted, text }) {
    if (!this.#conversation) return;
    if (this.#editing && this.#editing.id === id && isDeleted) this.cancel();
    const quote = this.#kept;
    if (!quote || quote.id !== id) return;
    this.#keep({ ...quote, text: text.slice(0, 200), isDeleted });
    this.render();
  }

  // The answer was sent.
  clear() {
    this.#keep(null);
    this.render();
  }

  cancel() {
    if (this.#editing) {
      this.#editing = null;
      this.#on.ended();
    } else {
      this.#keep(null);
    }
    this.render();
    this.#input.focus();
  }

  // Where nothing can be written there is no bar; it is there again with the field.
  render() {
    const quote = this.#conversation && mayWrite(this.#conversation) ? this.#editing || this.#kept : null;
    show(this.#bar, Boolean(quote));
    this.#bar.classList.toggle('is-editing', Boolean(this.#editing));
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
