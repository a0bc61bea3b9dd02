// Naming people in a group: an @ in the text field opens a list of who may be meant. The focus stays in the field, and
// arrows walk the list (ARIA's combobox).
import { candidates, idsIn, queryAt } from '../mentions.js';
import { fold } from '../text.js';
import { t } from '../i18n.js';
import { arrange, byId, paintAvatar, part, setText, show, stamp } from './dom.js';
import { about } from './members.js';

const MOST_SHOWN = 50;
// What makes a combobox of the field while the list is there. Its role stays: of several lines it may have no other.
const OPEN = { 'aria-controls': 'lista-menciones', 'aria-autocomplete': 'list', 'aria-haspopup': 'listbox' };

export class MentionView {
  #chosen = new Set(); // ids; who was chosen of several with one name
  #input = byId('input-mensaje');
  #list = byId('lista-menciones');
  #rows = new Map();
  #shown = []; // [{id, name, row}]
  #active = 0;
  #place = null; // {from, query}
  #closedAt = -1; // where the @ is whose list was closed by hand
  #on;

  // `on`: {current() → conversation or null, say(sentence)}
  constructor(on) {
    this.#on = on;
    const input = this.#input;
    for (const name of ['input', 'click', 'keyup']) input.addEventListener(name, (event) => this.#looked(event));
    // Before the field's own keys, of which Enter sends.
    input.form.addEventListener('keydown', (event) => this.#pressed(event), true);
    input.addEventListener('blur', () => this.close());
    this.#list.addEventListener('mousedown', (event) => event.preventDefault()); // the focus stays, and a phone's keyboard
    this.#list.addEventListener('click', (event) => this.#clicked(event));
  }

  namedIn(text, people) {
    return idsIn(text, people, this.#chosen);
  }

  get isOpen() {
    return this.#place !== null;
  }

  close() {
    if (!this.isOpen) return;
    this.#place = null;
    show(this.#list, false);
    for (const name of [...Object.keys(OPEN), 'aria-activedescendant']) this.#input.removeAttribute(name);
  }

  #looked(event) {
    if (event.type === 'keyup' && !['ArrowLeft', 'ArrowRight', 'Home', 'End'].includes(event.key)) return;
    const { selectionStart, selectionEnd, value } = this.#input;
    const conversation = this.#on.current();
    const place = conversation && conversation.isGroup && selectionStart === selectionEnd ? queryAt(value, selectionStart) : null;
    if (!place || place.from !== this.#closedAt) this.#closedAt = -1;
    if (!place || place.from === this.#closedAt) return this.close();
    const { people, isAll } = candidates(conversation.people, place.query);
    const options = people.slice(0, MOST_SHOWN).map((person) => ({ id: person.id, name: person.name, face: person, detail: about(person) }));
    if (isAll) options[place.query ? 'unshift' : 'push']({ id: '', name: t('everyoneWord'), face: { id: conversation.id, name: '@', initials: '@' }, detail: t('everyoneDetail') });
    const isExact = options.length === 1 && fold(options[0].name) === fold(place.query); // there is nothing to choose
    if (!options.length || isExact) return this.close();
    this.#open(place, options);
  }

  #open(place, options) {
    const wasOpen = this.isOpen;
    const isSame = this.isOpen && this.#place.query === place.query;
    this.#place = place;
    if (!isSame) this.#active = 0;
    this.#shown = options.map((option) => ({ ...option, row: this.#row(option) }));
    arrange(this.#list, this.#shown.map(({ row }) => row));
    show(this.#list, true);
    for (const [name, value] of Object.entries(OPEN)) this.#input.setAttribute(name, value);
    this.#paint();
    if (!wasOpen) this.#on.say(t('mentionCount', { count: options.length }));
  }

  #row({ id, name, face, detail }) {
    if (!this.#rows.has(id)) {
      const fresh = stamp('plantilla-mencion');
      fresh.id = `mencion-${this.#rows.size}`;
      this.#rows.set(id, fresh);
    }
    const row = this.#rows.get(id);
    paintAvatar(part(row, 'avatar'), face);
    setText(part(row, 'avatar'), face.name === '@' ? '@' : part(row, 'avatar').textContent);
    setText(part(row, 'name'), id ? name : `@${name}`);
    setText(part(row, 'detail'), detail);
    return row;
  }

  #paint() {
    this.#active = Math.min(this.#active, this.#shown.length - 1);
    this.#shown.forEach(({ row }, at) => row.setAttribute('aria-selected', String(at === this.#active)));
    const { row } = this.#shown[this.#active];
    this.#input.setAttribute('aria-activedescendant', row.id);
    row.scrollIntoView({ block: 'nearest' });
  }

  #pressed(event) {
    if (!this.isOpen || event.target !== this.#input || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const { length } = this.#shown;
    if (event.key === 'ArrowDown') this.#active = (this.#active + 1) % length;
    else if (event.key === 'ArrowUp') this.#active = (this.#active - 1 + length) % length;
    else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey) this.#choose(this.#shown[this.#active]);
    else if (event.key === 'Escape') this.#dismiss();
    else return;
    event.preventDefault();
    event.stopPropagation();
    if (this.isOpen) this.#paint();
  }

  // This very @ opens no list any more.
  #dismiss() {
    this.#closedAt = this.#place.from;
    this.close();
  }

  #clicked(event) {
    const row = event.target.closest('[role=option]');
    const option = this.#shown.find((one) => one.row === row);
    if (option) this.#choose(option);
  }

  #choose({ id, name }) {
    const { from, query } = this.#place;
    const end = from + 1 + query.length;
    const space = this.#input.value[end] === ' ' ? '' : ' ';
    for (const other of this.#on.current().people) if (fold(other.name) === fold(name)) this.#chosen.delete(other.id);
    if (id) this.#chosen.add(id);
    this.close();
    this.#input.focus();
    this.#input.setRangeText(`@${name}${space}`, from, end, 'end');
    if (!space) this.#input.setSelectionRange(this.#input.selectionEnd + 1, this.#input.selectionEnd + 1);
    this.#input.dispatchEvent(new Event('input', { bubbles: true }));
  }
}
