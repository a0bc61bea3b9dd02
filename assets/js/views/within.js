// Looking for what was said in the open conversation.
import { titleOf } from '../conversations.js';
import { t } from '../i18n.js';
import { part, setText, show } from './dom.js';
import { joinFieldAndList } from './fieldlist.js';
import { FoundView } from './found.js';
import { stampDialog } from './stamped.js';

export class WithinView {
  #view = stampDialog('');
  #field = document.createElement('input');
  #help = document.createElement('p');
  #found;
  #conversationId = null;

  // `on`: {search(text, beforeId, conversationId) as for FoundView, open(conversationId, messageId)}
  constructor(on) {
    const { modal } = this.#view;
    Object.assign(this.#field, { type: 'search', className: 'input', autocomplete: 'off', maxLength: 200 });
    this.#field.addEventListener('input', () => this.#render());
    part(modal, 'tools').append(this.#field);
    show(part(modal, 'tools'), true);
    Object.assign(this.#help, { className: 'found-help', textContent: t('searchHelp') });
    part(modal, 'list').after(this.#help);
    this.#found = new FoundView({ box: part(modal, 'list'), list: part(modal, 'list'), note: part(modal, 'note'), more: part(modal, 'more') }, {
      search: (text, beforeId) => on.search(text, beforeId, this.#conversationId),
      conversation: () => null, // it stands above
      open: (...place) => {
        this.#view.dialog.close();
        on.open(...place);
      },
    });
    joinFieldAndList(this.#field, part(modal, 'list'), { whenComes: (run) => this.#found.whenComes(run) });
  }

  // What was looked for last is there again, and chosen, so that typing replaces it.
  open(conversation) {
    const title = t('searchIn', { name: titleOf(conversation) });
    setText(this.#view.part('title'), title);
    this.#field.setAttribute('aria-label', title);
    this.#field.placeholder = t('searchMessages');
    if (conversation.id !== this.#conversationId) {
      this.#conversationId = conversation.id;
      this.#field.value = '';
      this.#found.clear();
    }
    this.#render();
    this.#view.dialog.open(this.#field);
    this.#field.select();
  }

  #render() {
    show(this.#help, this.#field.value.trim() === '');
    this.#found.render(this.#field.value.trim());
  }
}
