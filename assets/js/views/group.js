// What the dialog about a conversation has for a group: its name, who may write, who is in it, and the way out.
import { titleOf } from '../conversations.js';
import { t } from '../i18n.js';
import { AddingView } from './adding.js';
import { ask } from './ask.js';
import { byId, setText, show } from './dom.js';
import { MembersView } from './members.js';

export class GroupView {
  #section = byId('info-grupo');
  #head = byId('info-titular');
  #rename = byId('btn-renombrar');
  #form = byId('form-renombrar');
  #name = byId('nombre-nuevo');
  #announcing = byId('info-anuncios');
  #add = byId('btn-agregar');
  #leave = byId('btn-salir-grupo');
  #members;
  #adding;
  #conversation = null;
  #isBusy = false;
  #info;
  #groups;
  #me;

  // `info`: {hide(), show(focused?), tryTo(work) → Promise of whether it went well, write(person)}, the dialog around it;
  // `people()` asks the server; `groups`: Groups.
  constructor({ info, people, groups, presence, me }) {
    this.#info = info;
    this.#groups = groups;
    this.#me = me;
    this.#members = new MembersView(byId('info-personas'), {
      presence, write: (person) => info.write(person),
      role: (person, role) => this.#try(() => groups.setRole(this.#conversation.id, person.id, role)),
      owner: (person) => this.#makeOwner(person),
      remove: (person) => this.#remove(person),
    });
    this.#adding = new AddingView({
      people, add: (id, personIds) => groups.add(id, personIds), closed: (conversation) => { if (conversation === this.#conversation) info.show(this.#add); },
    });
    this.#add.addEventListener('click', () => this.#openAdding());
    this.#leave.addEventListener('click', () => this.#goOut());
    this.#announcing.addEventListener('change', () => this.#announce());
    this.#rename.addEventListener('click', () => this.#startRename());
    byId('btn-no-renombrar').addEventListener('click', () => this.#endRename());
    this.#form.addEventListener('submit', (event) => this.#doRename(event));
    this.#form.addEventListener('keydown', (event) => this.#pressed(event));
  }

  open(conversation) {
    this.#conversation = conversation;
    show(this.#form, false);
    show(this.#head, true);
  }

  // Of what is in the dialog nothing is about a conversation any more.
  close() {
    this.#conversation = null;
    this.#members.close();
    this.#adding.close();
  }

  render() {
    const conversation = this.#conversation;
    const { isGroup, people, isAnnouncing, myRole } = conversation;
    const runs = isGroup && (myRole === 'owner' || myRole === 'admin');
    show(this.#section, isGroup);
    show(this.#rename, runs);
    if (!runs && !this.#form.classList.contains('hidden')) this.#endRename();
    if (!isGroup) return;
    show(byId('info-linea-anuncios'), runs);
    show(byId('info-anuncios-nota'), !runs && isAnnouncing);
    if (!this.#isBusy) this.#announcing.checked = isAnnouncing;
    show(this.#add, runs);
    setText(byId('info-integrantes'), t('groupIs', { count: people.length + 1 }));
    this.#members.render(conversation, this.#me);
    if (this.#adding.isOpen) this.#adding.refresh();
  }

  #startRename() {
    this.#name.value = this.#conversation.name || '';
    show(this.#head, false);
    show(this.#form, true);
    this.#name.focus();
    this.#name.select();
  }

  #endRename() {
    const hadFocus = this.#form.contains(document.activeElement);
    show(this.#form, false);
    show(this.#head, true);
    if (hadFocus) this.#rename.focus();
  }

  async #doRename(event) {
    event.preventDefault();
    const name = this.#name.value.trim();
    if (!name) return this.#name.focus();
    if (await this.#try(() => this.#groups.rename(this.#conversation.id, name))) this.#endRename();
  }

  // Escape leaves the name as it was, and the dialog open.
  #pressed(event) {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    this.#endRename();
  }

  async #announce() {
    const isOn = this.#announcing.checked;
    if (!await this.#try(() => this.#groups.announce(this.#conversation.id, isOn))) this.render();
  }

  #openAdding() {
    const conversation = this.#conversation;
    this.#info.hide();
    this.#adding.open(conversation);
  }

  async #makeOwner(person) {
    const { id } = this.#conversation;
    if (await this.#sure({ title: t('ownerAsk', { name: person.name }), text: t('ownerText'), yes: t('ownerYes') })) {
      await this.#try(() => this.#groups.setRole(id, person.id, 'owner'));
    }
    this.#members.focus(person.id);
  }

  async #remove(person) {
    const group = titleOf(this.#conversation);
    const { id } = this.#conversation;
    const isSure = await this.#sure({ title: t('removeAsk', { name: person.name, group }), text: t('removeText'), yes: t('removeYes'), isDanger: true });
    if (isSure && await this.#try(() => this.#groups.remove(id, person.id))) this.#add.focus();
    else this.#members.focus(person.id);
  }

  async #goOut() {
    const conversation = this.#conversation;
    const title = t('leaveAsk', { group: titleOf(conversation) });
    if (!await this.#sure({ title, text: leaveText(conversation), yes: t('leaveYes'), isDanger: true })) return this.#leave.focus();
    await this.#try(() => this.#groups.leave(conversation.id));
  }

  // The dialog makes room for the question and comes back.
  async #sure(question) {
    const conversation = this.#conversation;
    this.#info.hide();
    const isSure = await ask(question);
    if (this.#conversation !== conversation) return false; // it went meanwhile
    this.#info.show();
    return isSure;
  }

  async #try(work) {
    if (this.#isBusy) return false;
    this.#isBusy = true;
    const isDone = await this.#info.tryTo(work);
    this.#isBusy = false;
    return isDone;
  }
}

// Who will run it, when it is oneself who does: the server gives it to the first admin, or else to the first of the others.
function leaveText({ people, standings, myRole }) {
  if (!people.length) return t('leaveAlone');
  if (myRole !== 'owner') return t('leaveText');
  const heir = people.find(({ id }) => standings[id] && standings[id].groupRole === 'admin') || people[0];
  return t('leaveHeir', { name: heir.name });
}
