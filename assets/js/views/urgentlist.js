// The list of urgent messages with who has acknowledged each and when, newest first; it can be printed.
import { titleOf } from '../conversations.js';
import { urgencyOf } from '../alarm.js';
import { t } from '../i18n.js';
import { exactTime } from '../text.js';
import { Dialog } from './dialog.js';
import { byId, part, setText, show, stamp } from './dom.js';

export class UrgentListView {
  #dialog = new Dialog(byId('modal-urgentes'));
  #list = byId('lista-urgentes');
  #note = byId('urgentes-nota');
  #more = byId('btn-mas-urgentes');
  #on;
  #me;
  #last = null;

  // `on`: {urgent(beforeId) → {messages, hasOlder}, conversation(id), open(conversationId, messageId)}
  constructor({ me, ...on }) {
    this.#on = on;
    this.#me = me;
    this.#more.addEventListener('click', () => this.#load());
    byId('btn-imprimir').addEventListener('click', () => window.print());
    byId('btn-ver-urgentes').addEventListener('click', () => this.open());
  }

  async open() {
    this.#list.replaceChildren();
    this.#last = null;
    this.#dialog.open();
    await this.#load();
  }

  async #load() {
    setText(this.#note, t('loading'));
    show(this.#note, true);
    show(this.#more, false);
    try {
      const { messages, hasOlder } = await this.#on.urgent(this.#last);
      for (const message of messages) this.#list.append(this.#row(message));
      this.#last = messages.length ? messages[messages.length - 1].id : this.#last;
      show(this.#more, hasOlder);
      setText(this.#note, this.#list.children.length ? '' : t('noUrgent'));
    } catch (error) {
      setText(this.#note, error.message);
      show(this.#more, true);
    }
    show(this.#note, this.#note.textContent !== '');
  }

  #row(message) {
    const row = stamp('plantilla-urgente');
    const conversation = this.#on.conversation(message.conversationId);
    const { acknowledged, waiting } = urgencyOf(message, conversation || { people: [] }, { id: this.#me.id, name: this.#me.name || t('you') });
    setText(part(row, 'about'), [message.author ? message.author.name : t('someone'), conversation && titleOf(conversation), exactTime(message.sentAt)].filter(Boolean).join(' · '));
    setText(part(row, 'text'), message.text);
    const lines = [
      ...acknowledged.map(({ person, at }) => t('confirmedAt', { name: person.name, when: exactTime(at) })),
      ...waiting.map((person) => t('notConfirmed', { name: person.name })),
    ];
    part(row, 'people').replaceChildren(...lines.map((line, index) => {
      const item = document.createElement('li');
      item.textContent = line;
      item.classList.toggle('is-waiting', index >= acknowledged.length);
      return item;
    }));
    part(row, 'jump').addEventListener('click', () => {
      this.#dialog.close();
      this.#on.open(message.conversationId, message.id);
    });
    return row;
  }
}
