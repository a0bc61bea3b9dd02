// The dialog about the open conversation: who is in it, of what it tells, and of a group all that makes it one.
import { faceOf, titleOf } from '../conversations.js';
import { t } from '../i18n.js';
import { dropQuestion } from './ask.js';
import { Dialog } from './dialog.js';
import { byId, paintAvatar, setText, show } from './dom.js';
import { GroupView } from './group.js';
import { about } from './members.js';

const HINTS = { all: 'notifyAllHint', mentions: 'notifyMentionsHint', none: 'notifyNoneHint' };

export class InfoView {
  #dialog = new Dialog(byId('modal-info'));
  #levels = byId('info-avisos');
  #error = byId('info-error');
  #conversation = null;
  #settings;
  #group;
  #on;

  // `on`: {direct(personId) → Promise of a conversation's id, open(conversationId)}; `people` and `groups` as for GroupView.
  constructor({ me, settings, presence, conversations, people, groups, ...on }) {
    this.#settings = settings;
    this.#on = on;
    this.#group = new GroupView({
      me, presence, people, groups,
      info: { hide: () => this.#dialog.close(), show: (focused) => this.#comeBack(focused), tryTo: (work) => this.#try(work), write: (person) => this.#write(person.id) },
    });
    this.#levels.addEventListener('change', (event) => settings.setLevel(this.#conversation.id, event.target.value));
    const render = () => this.#conversation && this.#render();
    settings.on('change', (name) => { if (name === 'muted') render(); });
    for (const source of [conversations, presence, me]) source.on('change', render);
  }

  open(conversation) {
    this.#conversation = conversation;
    setText(this.#error, '');
    this.#group.open(conversation);
    this.#render();
    this.#dialog.open();
  }

  // One is in that conversation no more.
  left(id) {
    if (!this.#conversation || this.#conversation.id !== id) return;
    this.#conversation = null;
    this.#group.close();
    this.#dialog.close();
    dropQuestion();
  }

  #comeBack(focused) {
    setText(this.#error, '');
    this.#render();
    this.#dialog.open(focused && !focused.classList.contains('hidden') ? focused : undefined);
  }

  #render() {
    const conversation = this.#conversation;
    const { id, isGroup, people } = conversation;
    paintAvatar(byId('info-avatar'), faceOf(conversation));
    setText(byId('info-nombre'), titleOf(conversation));
    setText(byId('info-detalle'), isGroup ? t('groupCount', { count: people.length + 1 }) : people.length ? about(people[0]) : '');
    const level = this.#settings.levelOf(id);
    for (const radio of this.#levels.querySelectorAll('input')) radio.checked = radio.value === level;
    for (const element of [byId('avisar-menciones'), byId('avisar-menciones').nextElementSibling]) show(element, isGroup);
    setText(byId('info-avisos-nota'), t(HINTS[level]));
    this.#group.render();
  }

  // Leads to the conversation with somebody alone.
  async #write(personId) {
    let id = null;
    if (!await this.#try(async () => { id = await this.#on.direct(personId); })) return;
    this.#dialog.close();
    this.#on.open(id);
  }

  // What it rejects with is said, and nothing else changes.
  async #try(work) {
    setText(this.#error, '');
    try {
      await work();
      return true;
    } catch (error) {
      setText(this.#error, error.message);
      return false;
    }
  }
}
