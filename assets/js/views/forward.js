// Where a message is passed on to: one conversation or several.
import { faceOf, titleOf } from '../conversations.js';
import { t } from '../i18n.js';
import { matches } from '../text.js';
import { arrange, paintAvatar, part, setText, show, stamp } from './dom.js';
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
    const names = (one) => `${titleOf(one)} ${one.people.map(({ name }) => name).join(' ')}`;
    const mayWrite = ({ isGroup, isAnnouncing, myRole }) => !isGroup || !isAnnouncing || myRole === 'owner' || myRole === 'admin';
    const found = this.#chat.conversations.all.filter((one) => mayWrite(one) && matches(this.#search.value, names(one)));
    arrange(this.#view.part('list'), found.slice(0, MOST_SHOWN).map((one) => this.#row(one)));
    setText(this.#view.part('note'), found.length ? '' : t('nothingMatches', { search: this.#search.value }));
    show(this.#view.part('note'), !found.length);
    this.#view.part('do').disabled = this.#chosen.size === 0;
    setText(this.#view.part('do'), t('forwardCount', { count: this.#chosen.size }));
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
    const { outbox, conversations, notice } = this.#chat;
    const names = [...this.#chosen].map((id) => titleOf(conversations.get(id)));
    for (const id of this.#chosen) outbox.add(id, this.#message.text, { forwardOfId: this.#message.id });
    this.#view.dialog.close();
    notice(t('forwardedTo', { names: names.join(', ') }), true);
  }
}
