// The dialog about the open conversation: who is in it and what they do, and whether it makes a sound.
import { faceOf, titleOf } from '../conversations.js';
import { t } from '../i18n.js';
import { Dialog } from './dialog.js';
import { arrange, byId, paintAvatar, part, setText, stamp } from './dom.js';

export class InfoView {
  #dialog = new Dialog(byId('modal-info'));
  #mute = byId('info-silenciar');
  #people = byId('info-personas');
  #error = byId('info-error');
  #conversation = null;
  #on;
  #me;

  // `on`: {mute(conversationId, isMuted), direct(personId) → Promise of a conversation's id, open(conversationId)}
  constructor({ me, ...on }) {
    this.#me = me;
    this.#on = on;
    this.#mute.addEventListener('change', () => on.mute(this.#conversation.id, this.#mute.checked));
  }

  open(conversation, isMuted) {
    const { isGroup, people } = conversation;
    this.#conversation = conversation;
    paintAvatar(byId('info-avatar'), faceOf(conversation));
    setText(byId('info-nombre'), titleOf(conversation));
    setText(byId('info-detalle'), isGroup ? t('groupCount', { count: people.length + 1 }) : people.length ? about(people[0]) : '');
    setText(this.#error, '');
    this.#mute.checked = isMuted;
    arrange(this.#people, isGroup ? [this.#self(), ...people.map((person) => this.#row(person))] : []);
    this.#dialog.open();
  }

  #row(person) {
    const row = stamp('plantilla-persona');
    paintAvatar(part(row, 'avatar'), person);
    setText(part(row, 'name'), person.name);
    setText(part(row, 'detail'), about(person));
    row.firstElementChild.addEventListener('click', () => this.#write(person.id));
    return row;
  }

  // Oneself is shown, but there is nothing to press.
  #self() {
    const { id, name } = this.#me;
    const row = stamp('plantilla-persona');
    paintAvatar(part(row, 'avatar'), { id, name: name || t('you'), initials: '' });
    setText(part(row, 'name'), name || t('you'));
    setText(part(row, 'detail'), name ? t('you') : '');
    row.firstElementChild.disabled = true;
    return row;
  }

  // A tap on somebody leads to the conversation with them alone.
  async #write(personId) {
    setText(this.#error, '');
    try {
      const id = await this.#on.direct(personId);
      this.#dialog.close();
      this.#on.open(id);
    } catch (error) {
      setText(this.#error, error.message);
    }
  }
}

function about(person) {
  return [person.role, person.email].filter(Boolean).join(' · ');
}
