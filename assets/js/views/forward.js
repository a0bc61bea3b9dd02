// Where a message is passed on to: one conversation or several.
import { faceOf, mayWrite, titleOf } from '../conversations.js';
import { t } from '../i18n.js';
import { parse, score } from '../matching.js';
import { fold } from '../text.js';
import { arrange, paintAvatar, part, setText, show, stamp } from './dom.js';
import { joinFieldAndList } from './fieldlist.js';
import { stampDialog } from './stamped.js';

const MOST_SHOWN = 60; // rows; who looks for another one types

export class ForwardView {
  #view = stampDialog(t('forwardTo'));
  #search = document.createElement('input');
  #chosen = new Set();
  #rows = new Map();
  #message = null;
  #chat;

  constructor(chat) {
    this.#chat = chat;
    const { modal } = this.#view;
    Object.assign(this.#search, { type: 'search', className: 'input', placeholder: t('search'), autocomplete: 'off', maxLength: 100 });
    this.#search.setAttribute('aria-label', t('searchConversation'));
    this.#search.addEventListener('input', () => this.#render());
    part(modal, 'tools').append(this.#search);
    show(part(modal, 'tools'), true);
    show(part(modal, 'foot'), true);
    joinFieldAndList(this.#search, part(modal, 'list'));
    part(modal, 'do').addEventListener('click', () => this.#send());
  }

  open(message) {
    this.#message = message;
    this.#chosen.clear();
    this.#search.value = '';
    this.#render();
    this.#view.dialog.open(this.#search);
  }

  #render() {
    const found = this.#find();
    arrange(this.#view.part('list'), found.slice(0, MOST_SHOWN).map((one) => this.#row(one)));
    const chosen = this.#names.join(', ');
    setText(this.#view.part('note'), found.length ? chosen && t('forwardChosen', { names: chosen }) : t('nothingMatches', { search: this.#search.value }));
    this.#view.part('note').classList.toggle('visually-hidden', found.length > 0); // the eye has the ticks
    this.#view.part('do').disabled = this.#chosen.size === 0;
    setText(this.#view.part('do'), t('forwardCount', { count: this.#chosen.size }));
  }

  // Where the words begin a title it stands before those in which only somebody is called so; else in the list's order.
  #find() {
    const words = parse(this.#search.value);
    const names = (one) => one.people.map(({ name }) => fold(name)).join('\n');
    return this.#chat.conversations.all.filter(mayWrite)
      .map((one) => ({ one, points: words.length ? score(words, fold(titleOf(one)), names(one)) : 1 }))
      .filter(({ points }) => points > 0).sort((a, b) => b.points - a.points).map(({ one }) => one);
  }

  get #names() {
    return [...this.#chosen].map((id) => this.#chat.conversations.get(id)).filter(Boolean).map(titleOf); // one may have left
  }

  #row(conversation) {
    const { id, isGroup, people } = conversation;
    if (!this.#rows.has(id)) {
      const fresh = stamp('plantilla-persona');
      fresh.firstElementChild.setAttribute('role', 'checkbox');
      fresh.firstElementChild.addEventListener('click', () => {
        if (!this.#chosen.delete(id)) this.#chosen.add(id);
        this.#render();
      });
      this.#rows.set(id, fresh);
    }
    const row = this.#rows.get(id);
    paintAvatar(part(row, 'avatar'), faceOf(conversation));
    setText(part(row, 'name'), titleOf(conversation));
    setText(part(row, 'detail'), isGroup ? people.map(({ firstName }) => firstName).join(', ') : (people[0] && people[0].role) || '');
    row.firstElementChild.setAttribute('aria-checked', String(this.#chosen.has(id)));
    return row;
  }

  #send() {
    const { outbox, notice } = this.#chat;
    const names = this.#names;
    for (const id of this.#chosen) outbox.add(id, this.#message.text, { forwardOfId: this.#message.id });
    this.#view.dialog.close();
    notice(t('forwardedTo', { names: names.join(', ') }), true);
  }
}
