// The dialog that adds people to a group, several at once. Who is in it is not offered.
import { t } from '../i18n.js';
import { matches } from '../text.js';
import { Dialog } from './dialog.js';
import { arrange, byId, paintAvatar, part, setText, stamp } from './dom.js';
import { about } from './members.js';

export class AddingView {
  #dialog;
  #search = byId('agregar-buscar');
  #list = byId('agregar-personas');
  #note = byId('agregar-nota');
  #error = byId('agregar-error');
  #add = byId('btn-agregar-elegidas');
  #rows = new Map();
  #people = [];
  #chosen = new Set();
  #conversation = null;
  #isBusy = false;
  #on;

  // `on`: {people(), add(conversationId, personIds), closed(conversation)}; the first two promise, and what they reject
  // with is shown.
  constructor(on) {
    this.#on = on;
    this.#dialog = new Dialog(byId('modal-agregar'), { onClose: () => on.closed(this.#conversation) });
    this.#search.addEventListener('input', () => this.refresh());
    this.#search.addEventListener('keydown', (event) => this.#entered(event));
    this.#add.addEventListener('click', () => this.#finish());
  }

  get isOpen() {
    return this.#dialog.isOpen;
  }

  async open(conversation) {
    this.#conversation = conversation;
    this.#people = [];
    this.#chosen.clear();
    this.#search.value = '';
    setText(this.#error, '');
    setText(this.#note, t('loadingPeople'));
    arrange(this.#list, []);
    this.#dialog.open(this.#search);
    await this.#try(async () => { this.#people = await this.#on.people(); });
  }

  close() {
    this.#dialog.close();
  }

  // Somebody may be in the group by now.
  refresh() {
    const isIn = new Set(this.#conversation.people.map(({ id }) => id));
    const others = this.#people.filter(({ id }) => !isIn.has(id));
    for (const id of this.#chosen) if (isIn.has(id)) this.#chosen.delete(id);
    const found = others.filter((person) => matches(this.#search.value, `${person.name} ${person.email} ${person.id} ${person.role}`));
    arrange(this.#list, found.map((person) => this.#row(person)));
    if (!this.#isBusy) setText(this.#note, found.length || this.#error.textContent ? '' : t(others.length ? 'nobodyMatches' : 'everybodyIsIn'));
    setText(this.#add, t('addChosen', { count: this.#chosen.size }));
    this.#add.disabled = !this.#chosen.size || this.#isBusy;
  }

  #row(person) {
    const { id } = person;
    if (!this.#rows.has(id)) {
      const fresh = stamp('plantilla-persona');
      fresh.firstElementChild.setAttribute('role', 'checkbox');
      fresh.firstElementChild.addEventListener('click', () => this.#pick(id));
      this.#rows.set(id, fresh);
    }
    const row = this.#rows.get(id);
    paintAvatar(part(row, 'avatar'), person);
    setText(part(row, 'name'), person.name);
    setText(part(row, 'detail'), about(person));
    row.firstElementChild.setAttribute('aria-checked', String(this.#chosen.has(id)));
    return row;
  }

  #pick(id) {
    if (!this.#chosen.delete(id)) this.#chosen.add(id);
    this.refresh();
  }

  // Enter in the search takes the only one that is left.
  #entered(event) {
    if (event.key !== 'Enter' || event.isComposing || this.#list.children.length !== 1) return;
    event.preventDefault();
    this.#list.firstElementChild.firstElementChild.click();
    this.#search.select();
  }

  async #finish() {
    if (this.#isBusy || !this.#chosen.size) return;
    if (await this.#try(() => this.#on.add(this.#conversation.id, [...this.#chosen]))) this.close();
  }

  async #try(work) {
    this.#isBusy = true;
    setText(this.#error, '');
    this.refresh();
    try {
      await work();
      return true;
    } catch (error) {
      setText(this.#error, error.message);
      return false;
    } finally {
      this.#isBusy = false;
      this.refresh();
    }
  }
}
