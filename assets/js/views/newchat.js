// The dialog that starts a conversation: one person by a click, or a group with a name.
import { t } from '../i18n.js';
import { matches } from '../text.js';
import { Dialog } from './dialog.js';
import { arrange, byId, paintAvatar, part, setText, show, stamp } from './dom.js';

export class NewChatView {
  #dialog = new Dialog(byId('modal-nuevo-chat'));
  #list = byId('lista-usuarios');
  #search = byId('buscar-usuario');
  #note = byId('modal-nota');
  #error = byId('modal-error');
  #mode = byId('btn-modo-grupo');
  #form = byId('form-grupo');
  #name = byId('nombre-grupo');
  #create = byId('btn-crear-grupo');
  #foot = byId('pie-grupo');
  #rows = new Map();
  #people = [];
  #chosen = new Set();
  #isGroup = false;
  #isBusy = false;
  #on;

  // `on`: {people(), direct(personId), group(name, personIds), open(conversationId)}; the first three promise people
  // or a conversation's id, and what they reject with is shown.
  constructor(on) {
    this.#on = on;
    byId('btn-nuevo-chat').addEventListener('click', () => this.open());
    this.#search.addEventListener('input', () => this.#render());
    this.#name.addEventListener('input', () => this.#render());
    this.#mode.addEventListener('click', () => this.#setGroup(!this.#isGroup));
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#createGroup();
    });
  }

  async open() {
    this.#people = [];
    this.#chosen.clear();
    this.#search.value = this.#name.value = '';
    setText(this.#error, '');
    setText(this.#note, t('loadingPeople'));
    this.#setGroup(false);
    this.#dialog.open(this.#search);
    await this.#try(async () => { this.#people = await this.#on.people(); });
    this.#render();
  }

  close() {
    this.#dialog.close();
  }

  #setGroup(isGroup) {
    this.#isGroup = isGroup;
    this.#mode.setAttribute('aria-pressed', String(isGroup));
    show(this.#form, isGroup);
    show(this.#foot, isGroup);
    this.#render();
  }

  #render() {
    const found = this.#people.filter((person) => matches(this.#search.value, `${person.name} ${person.email} ${person.id} ${person.role}`));
    arrange(this.#list, found.map((person) => this.#row(person)));
    if (this.#people.length) setText(this.#note, found.length ? '' : t('nobodyMatches'));
    else if (!this.#isBusy) setText(this.#note, this.#error.textContent ? '' : t('nobodyElse'));
    const count = this.#chosen.size;
    setText(this.#create, t('createGroup', { count }));
    this.#create.disabled = count < 2 || !this.#name.value.trim() || this.#isBusy;
  }

  #row(person) {
    if (!this.#rows.has(person.id)) this.#rows.set(person.id, this.#makeRow(person.id));
    const row = this.#rows.get(person.id);
    const button = row.firstElementChild;
    paintAvatar(part(row, 'avatar'), person);
    setText(part(row, 'name'), person.name);
    setText(part(row, 'detail'), [person.role, person.email].filter(Boolean).join(' · '));
    if (this.#isGroup) {
      button.setAttribute('role', 'checkbox');
      button.setAttribute('aria-checked', String(this.#chosen.has(person.id)));
    } else {
      button.removeAttribute('role');
      button.removeAttribute('aria-checked');
    }
    return row;
  }

  #makeRow(id) {
    const row = stamp('plantilla-persona');
    row.firstElementChild.addEventListener('click', () => this.#pick(id));
    return row;
  }

  #pick(id) {
    if (!this.#isGroup) {
      this.#finish(() => this.#on.direct(id));
      return;
    }
    if (!this.#chosen.delete(id)) this.#chosen.add(id);
    this.#render();
  }

  #createGroup() {
    if (this.#create.disabled) return;
    this.#finish(() => this.#on.group(this.#name.value.trim(), [...this.#chosen]));
  }

  async #finish(work) {
    if (this.#isBusy) return;
    let conversationId = null;
    const isMade = await this.#try(async () => { conversationId = await work(); });
    this.#render();
    if (!isMade) return;
    this.close();
    this.#on.open(conversationId);
  }

  async #try(work) {
    this.#isBusy = true;
    setText(this.#error, '');
    this.#render();
    try {
      await work();
      return true;
    } catch (error) {
      setText(this.#error, error.message);
      return false;
    } finally {
      this.#isBusy = false;
    }
  }
}
