// What was said and has what is searched, under the conversations and people: asked of the server when the typing rests,
// with what was looked for marked. Its rows are walked as a list of its own; the field's arrows stay with what is above.
import { titleOf } from '../conversations.js';
import { t } from '../i18n.js';
import { shortTime } from '../text.js';
import { part, setText, show, stamp } from './dom.js';

const REST_MS = 250; // without a key; a search for each letter would be one for nobody
const LEAST = 2; // letters, or one filter

export class FoundView {
  #box;
  #list;
  #note;
  #more;
  #timer = null;
  #run = 0; // grows with each question, so that a late answer to another one is not shown
  #text = '';
  #last = null;
  #isBusy = false;
  #waiting = null; // to be run when what is looked for has come
  #on;

  // `box`: what is shown while something is searched; `list`, `note` and the button for `more` are in it.
  // `on`: {search(text, beforeId) → {hits, hasOlder, isComplete}, conversation(id) or null, open(conversationId,
  // messageId)}, and changed({isBusy, count, hasMore, trouble: a sentence or ''}) where somebody needs it.
  constructor({ box, list, note, more }, on) {
    this.#box = box;
    this.#list = list;
    this.#note = note;
    this.#more = more;
    this.#on = on;
    this.#more.addEventListener('click', () => this.#ask());
  }

  render(text) {
    if (text === this.#text) return;
    this.#text = text;
    this.#waiting = null; // it was of another text
    this.#run += 1;
    clearTimeout(this.#timer);
    const isAsked = Array.from(text).length >= LEAST;
    show(this.#box, isAsked);
    this.#last = null;
    if (!isAsked) return this.#empty();
    this.#tell({ isBusy: true });
    this.#timer = setTimeout(() => this.#ask(), REST_MS);
  }

  clear() {
    this.render('');
  }

  // With what is looked for, now or when it has come; not at all where another text comes first.
  whenComes(run) {
    if (this.#isBusy) this.#waiting = run;
    else run();
  }

  #empty() {
    this.#list.replaceChildren();
    this.#say('');
    show(this.#more, false);
    this.#tell({});
  }

  async #ask() {
    const run = this.#run += 1;
    const isFirst = this.#last === null;
    if (isFirst) this.#say(t('searchingMessages'));
    show(this.#more, false);
    try {
      const { hits, hasOlder, isComplete } = await this.#on.search(this.#text, this.#last);
      if (run !== this.#run) return;
      const rows = hits.map((hit) => this.#row(hit));
      if (isFirst) this.#list.replaceChildren(...rows);
      else this.#list.append(...rows);
      if (hits.length) this.#last = hits[hits.length - 1].message.id;
      this.#say(isComplete ? (this.#list.children.length ? '' : t('noMessageMatches')) : t('searchNotComplete'));
      show(this.#more, hasOlder);
      this.#tell({ count: this.#list.children.length, hasMore: hasOlder, trouble: isComplete ? '' : t('searchNotComplete') });
    } catch (error) {
      if (run !== this.#run) return;
      if (isFirst) this.#list.replaceChildren();
      this.#say(error.message);
      this.#tell({ count: this.#list.children.length, trouble: error.message });
    }
  }

  #tell(state) {
    const whole = { isBusy: false, count: 0, hasMore: false, trouble: '', ...state };
    this.#isBusy = whole.isBusy;
    if (this.#on.changed) this.#on.changed(whole);
    const run = this.#waiting;
    if (this.#isBusy || !run) return;
    this.#waiting = null;
    run();
  }

  #say(sentence) {
    setText(this.#note, sentence);
    show(this.#note, sentence !== '');
  }

  #row({ message, snippet }) {
    const row = stamp('plantilla-encontrado');
    const conversation = this.#on.conversation(message.conversationId);
    const author = message.author ? message.author.name : t('someone');
    setText(part(row, 'title'), conversation ? titleOf(conversation) : author);
    setText(part(row, 'time'), shortTime(message.sentAt));
    setText(part(row, 'author'), conversation ? `${author}: ` : '');
    part(row, 'text').replaceChildren(...snippet.map(({ text, isMarked }) => {
      if (!isMarked) return text;
      const mark = document.createElement('mark');
      mark.textContent = text;
      return mark;
    }));
    row.firstElementChild.addEventListener('click', () => this.#on.open(message.conversationId, message.id));
    return row;
  }
}
