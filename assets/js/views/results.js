// What a search found, under its field: a listbox that the field's arrows walk (the pattern is ARIA's combobox; the
// focus stays in the field). Used by the search over the list and by the switcher.
import { faceOf, titleOf } from '../conversations.js';
import { MOST_SHOWN, detailOf, meantIn } from '../finder.js';
import { t } from '../i18n.js';
import { spans } from '../matching.js';
import { arrange, byId, paintAvatar, part, setText, show, stamp } from './dom.js';

const SETTLED_MS = 600; // how long nobody types before the number of results is said
const NOTHING_ELSE = { isBusy: false, isFilter: false, count: 0, hasMore: false, trouble: '' };

export class ResultsView {
  #input;
  #root;
  #status;
  #rows = new Map();
  #shown = []; // [{key, row, choose}] in order
  #activeKey = null;
  #statusTimer = null;
  #isBusy = false;
  #found = { conversations: [], people: [] };
  #isTrouble = false; // what was chosen could not be opened, which stays to be read
  #others;
  #on;

  // `input` is the field, `root` where the results go, `status` what says how many; `on`: {start(personId) → the id of
  // the conversation, open(conversationId)}, both promising. `others()`: what else the same text finds, below these:
  // {isBusy: still looked for, isFilter: the text asks for nothing but those, count, hasMore, trouble}.
  constructor({ input, root, status, others = () => NOTHING_ELSE, on }) {
    this.#input = input;
    this.#status = status;
    this.#others = others;
    this.#on = on;
    this.#root = stamp('plantilla-hallazgos');
    root.append(this.#root);
    this.#name(root.id);
    input.addEventListener('keydown', (event) => this.#pressed(event));
  }

  // `found` as Finder.find gives it; `isNew`: the search is another one, so the best result is the active one.
  render(found, { isNew, isSearch }) {
    const { words } = found;
    const conversations = found.conversations.slice(0, MOST_SHOWN).map((one) => this.#conversation(one, words));
    const people = found.people.slice(0, MOST_SHOWN).map((one) => this.#person(one, words));
    this.#shown = [...conversations, ...people];
    this.#fill('conversations', conversations);
    this.#fill('people', people);
    setText(part(this.#root, 'conversations-title'), t(isSearch ? 'conversations' : 'recentConversations'));
    for (const key of this.#rows.keys()) if (!this.#shown.some((one) => one.key === key)) this.#rows.delete(key);
    if (isNew || !this.#shown.some(({ key }) => key === this.#activeKey)) this.#activeKey = this.#shown.length ? this.#shown[0].key : null;
    this.#paintActive();
    if (isNew) this.#isTrouble = false;
    if (isNew) setText(this.#status, ''); // the number is of what stood there before
    this.#found = found;
    this.#tell(isSearch);
    if (isNew) this.#root.parentElement.scrollTop = 0;
  }

  get isEmpty() {
    return this.#shown.length === 0;
  }

  // Something else was found for the same text, or not.
  retell() {
    this.#tell(true);
  }

  clear() {
    clearTimeout(this.#statusTimer);
    setText(this.#status, '');
    this.#shown = [];
    this.#paintActive();
  }

  #name(prefix) {
    const listbox = part(this.#root, 'listbox');
    listbox.id = `${prefix}-lista`;
    for (const kind of ['conversations', 'people']) {
      part(this.#root, `${kind}-title`).id = `${prefix}-${kind}`;
      part(this.#root, kind).setAttribute('aria-labelledby', `${prefix}-${kind}`);
    }
    // A field that says what it is: type=search has no such role.
    this.#input.type = 'text';
    for (const [name, value] of Object.entries({
      role: 'combobox', 'aria-autocomplete': 'list', 'aria-controls': listbox.id, 'aria-expanded': 'false', enterkeyhint: 'go', autocapitalize: 'none', spellcheck: 'false',
    })) this.#input.setAttribute(name, value);
  }

  #fill(kind, entries) {
    show(part(this.#root, kind), entries.length > 0);
    arrange(part(this.#root, kind), [part(this.#root, `${kind}-title`), ...entries.map(({ row }) => row)]);
  }

  #conversation(conversation, words) {
    const { id, unread, isGroup, people } = conversation;
    const meant = isGroup ? meantIn(conversation, words) : [];
    const names = (meant.length ? meant : people).slice(0, 3).map(({ name }) => name).join(', ');
    const detail = isGroup ? t('groupWith', { names }) : people[0] ? detailOf(people[0], words) : '';
    return this.#entry(`c ${id}`, { face: faceOf(conversation), title: titleOf(conversation), detail, words, unread }, () => this.#on.open(id));
  }

  #person(person, words) {
    const texts = { face: person, title: person.name, detail: detailOf(person, words), words, unread: 0 };
    return this.#entry(`p ${person.id}`, texts, async () => this.#on.open(await this.#on.start(person.id)));
  }

  #entry(key, { face, title, detail, words, unread }, choose) {
    if (!this.#rows.has(key)) this.#rows.set(key, this.#makeRow(key));
    const row = this.#rows.get(key);
    paintAvatar(part(row, 'avatar'), face);
    highlight(part(row, 'title'), title, words);
    highlight(part(row, 'detail'), detail, words);
    setText(part(row, 'badge'), unread > 99 ? '99+' : String(unread));
    setText(part(row, 'badge-label'), t('unreadCount', { count: unread }));
    show(part(row, 'unread'), unread > 0);
    return { key, row, choose };
  }

  #makeRow(key) {
    const row = stamp('plantilla-hallazgo');
    row.id = `${this.#root.parentElement.id} ${key}`.replace(/\s/g, '-');
    row.addEventListener('mousedown', (event) => event.preventDefault()); // the focus stays in the field
    row.addEventListener('click', () => this.#choose(key));
    return row;
  }

  #pressed(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.#shown.length) {
      event.preventDefault();
      const at = this.#shown.findIndex(({ key }) => key === this.#activeKey);
      this.#activeKey = this.#shown[(at + step + this.#shown.length) % this.#shown.length].key;
      this.#paintActive();
      byId(this.#input.getAttribute('aria-activedescendant')).scrollIntoView({ block: 'nearest' });
    }
    if (event.key === 'Enter' && this.#activeKey !== null) {
      event.preventDefault();
      this.#choose(this.#activeKey);
    }
  }

  #paintActive() {
    const isShown = this.#shown.length > 0;
    show(part(this.#root, 'listbox'), isShown);
    this.#input.setAttribute('aria-expanded', String(isShown));
    this.#input.removeAttribute('aria-activedescendant');
    for (const { key, row } of this.#shown) {
      const isActive = key === this.#activeKey;
      row.setAttribute('aria-selected', String(isActive));
      if (isActive) this.#input.setAttribute('aria-activedescendant', row.id);
    }
  }

  async #choose(key) {
    const entry = this.#shown.find((one) => one.key === key);
    if (!entry || this.#isBusy) return;
    this.#isBusy = true;
    try {
      await entry.choose();
    } catch (error) {
      clearTimeout(this.#statusTimer);
      this.#isTrouble = true;
      setText(this.#status, error.message);
    } finally {
      this.#isBusy = false;
    }
  }

  // The eye sees at once that there is nothing, or more than shown; the number is said when the typing rests.
  #tell(isSearch) {
    const { conversations, people } = this.#found;
    const count = conversations.length + people.length;
    const { isBusy, isFilter, count: others } = this.#others();
    const isMissed = !count && !isBusy && !isFilter && !others;
    setText(part(this.#root, 'note'), isMissed ? t(isSearch ? 'nothingMatches' : 'noConversations', { search: this.#input.value.trim() }) : '');
    show(part(this.#root, 'more'), isSearch && count > this.#shown.length);
    clearTimeout(this.#statusTimer);
    if (!isSearch) return setText(this.#status, '');
    if (!this.#isTrouble) this.#statusTimer = setTimeout(() => this.#count(count), SETTLED_MS);
  }

  #count(own) {
    const { isBusy, count, hasMore, trouble } = this.#others();
    const all = own + count;
    const sentence = trouble && !all ? '' : t('resultCount', { count: all, hasMore }); // there may be some
    setText(this.#status, isBusy ? t('searchingMessages') : sentence);
  }
}

// The letters that were searched stand in <mark>, the rest as text.
function highlight(element, text, words) {
  const nodes = [];
  let at = 0;
  for (const [from, to] of spans(text, words)) {
    const mark = document.createElement('mark');
    mark.textContent = text.slice(from, to);
    nodes.push(text.slice(at, from), mark);
    at = to;
  }
  element.replaceChildren(...nodes, text.slice(at));
}
