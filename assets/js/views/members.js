// The people of a group: who has which role, who is here, and a menu of what can be done with each.
import { t } from '../i18n.js';
import { arrange, paintAvatar, part, setText, show, stamp } from './dom.js';
import { closeMenu, openMenu } from './menu.js';

const ROLES = { owner: 'roleOwner', admin: 'roleAdmin' };
const RANK = { owner: 2, admin: 1, member: 0 };

export class MembersView {
  #list;
  #presence;
  #on;
  #rows = new Map();
  #conversation = null;

  // `on`: {write(person), role(person, role), owner(person), remove(person)}
  constructor(list, { presence, ...on }) {
    this.#list = list;
    this.#presence = presence;
    this.#on = on;
  }

  // `me`: {id, name}. Oneself is first, then who runs the group.
  render(conversation, me) {
    this.#conversation = conversation;
    const { people, myRole } = conversation;
    const others = [...people].sort((one, other) => RANK[this.#roleOf(other)] - RANK[this.#roleOf(one)]);
    const self = { id: me.id, name: me.name || t('you'), initials: '', isMe: true };
    const rows = [this.#row(self, myRole, me.name ? t('you') : ''), ...others.map((person) => this.#row(person, this.#roleOf(person), about(person)))];
    const focused = this.#list.contains(document.activeElement) ? document.activeElement : null;
    arrange(this.#list, rows);
    if (focused && focused.isConnected && focused !== document.activeElement) focused.focus();
    const here = new Set([me.id, ...people.map(({ id }) => id)]);
    for (const id of this.#rows.keys()) if (!here.has(id)) this.#rows.delete(id);
  }

  focus(personId) {
    const row = this.#rows.get(personId);
    if (row) row.firstElementChild.focus();
  }

  close() {
    closeMenu();
  }

  #roleOf({ id }) {
    const standing = this.#conversation.standings[id];
    return (standing && standing.groupRole) || 'member';
  }

  #row(person, role, detail) {
    if (!this.#rows.has(person.id)) this.#rows.set(person.id, this.#make(person));
    const row = this.#rows.get(person.id);
    const isOnline = Boolean(person.isMe) || this.#presence.isOnline(person.id);
    paintAvatar(part(row, 'avatar'), person);
    show(part(row, 'online'), isOnline);
    setText(part(row, 'name'), person.name);
    setText(part(row, 'detail'), [!person.isMe && isOnline ? t('online') : '', detail].filter(Boolean).join(' · '));
    setText(part(row, 'role'), ROLES[role] ? t(ROLES[role]) : '');
    show(part(row, 'role'), Boolean(ROLES[role]));
    return row;
  }

  // There is nothing to press on oneself.
  #make(person) {
    const row = stamp('plantilla-integrante');
    const button = row.firstElementChild;
    button.disabled = Boolean(person.isMe);
    show(part(row, 'more'), !person.isMe);
    if (person.isMe) button.removeAttribute('aria-haspopup');
    else button.addEventListener('click', () => this.#open(person.id, button));
    return row;
  }

  // By one's own role, as it is at this moment.
  #open(id, button) {
    const person = this.#conversation.people.find((one) => one.id === id);
    if (!person) return;
    const { myRole } = this.#conversation;
    const role = this.#roleOf(person);
    const entries = [{ text: t('writeTo'), run: () => this.#on.write(person) }];
    if (myRole === 'owner') {
      if (role === 'member') entries.push({ text: t('makeAdmin'), run: () => this.#on.role(person, 'admin') });
      if (role === 'admin') entries.push({ text: t('unmakeAdmin'), run: () => this.#on.role(person, 'member') });
      entries.push({ text: t('makeOwner'), run: () => this.#on.owner(person) });
    }
    if (RANK[myRole] > RANK[role] && myRole !== 'member') entries.push({ text: t('removePerson'), isDanger: true, run: () => this.#on.remove(person) });
    openMenu({ anchor: button, label: t('personMenu', { name: person.name }), entries });
  }
}

export function about(person) {
  return [person.role, person.email].filter(Boolean).join(' · ');
}
