// The search box over the list: while something is written in it, what was found stands in the place of the list.
import { byId, setText, show } from './dom.js';
import { joinFieldAndList } from './fieldlist.js';
import { FoundView } from './found.js';
import { ResultsView } from './results.js';

// Words that ask for messages and not for anybody's name; the server knows them.
const FILTER = /(^|\s)(de|desde|hasta|con):/i;

export class SearchView {
  #input = byId('buscar-conversacion');
  #list = byId('lista-conversaciones').parentElement;
  #box = byId('panel-hallazgos');
  #results;
  #found;
  #messages = { isBusy: false, count: 0, hasMore: false, trouble: '' };
  #openSaid;
  #on;

  // `on`: {said (as for FoundView), find(search), ask() to have the people ready, start(personId) → conversation's id, open(conversationId)}.
  constructor(on) {
    this.#on = on;
    this.#results = new ResultsView({
      input: this.#input, root: byId('hallazgos'), status: byId('hallazgos-cuenta'),
      others: () => ({ ...this.#messages, isFilter: FILTER.test(this.#input.value) }),
      on: { start: on.start, open: (id) => this.#leaveFor(id) },
    });
    const parts = { box: byId('hallazgos-mensajes'), list: byId('lista-encontrados'), note: byId('encontrados-nota'), more: byId('btn-mas-encontrados') };
    this.#found = new FoundView(parts, {
      ...on.said, open: (...place) => this.#leaveFor(...place), changed: (messages) => this.#told(messages),
    });
    this.#openSaid = on.said.open;
    joinFieldAndList(this.#input, byId('lista-encontrados'), {
      may: () => this.#isSearch && this.#results.isEmpty, whenComes: (run) => this.#found.whenComes(run),
    });
    byId('hallazgos').append(byId('hallazgos-mensajes')); // below what is found of conversations and people
    this.#input.addEventListener('focus', () => on.ask());
    this.#input.addEventListener('input', () => this.#render(true));
    this.#input.addEventListener('keydown', (event) => this.#pressed(event));
    byId('btn-borrar-busqueda').addEventListener('click', () => {
      this.clear();
      this.#input.focus();
    });
  }

  // What can be found may have changed.
  refresh() {
    if (this.#isSearch) this.#render(false);
  }

  focus() {
    this.#input.focus();
    this.#input.select();
  }

  clear() {
    this.#input.value = '';
    this.#render(true);
  }

  get #isSearch() {
    return this.#input.value.trim() !== '';
  }

  #render(isNew) {
    const isSearch = this.#isSearch;
    show(this.#box, isSearch);
    show(this.#list, !isSearch);
    this.#found.render(this.#input.value.trim());
    if (isSearch) this.#results.render(this.#on.find(this.#input.value), { isNew, isSearch });
    else this.#results.clear();
  }

  #told(messages) {
    this.#messages = messages;
    setText(byId('hallazgos-problema'), messages.trouble); // the eye has it among the messages
    if (this.#isSearch) this.#results.retell();
  }

  // Escape empties the box; from an empty one the arrow goes down into the list.
  #pressed(event) {
    if (event.key === 'Escape' && this.#input.value) {
      event.preventDefault();
      this.clear();
    }
    const first = this.#list.querySelector('[tabindex="0"]');
    if (event.key === 'ArrowDown' && !event.altKey && !this.#isSearch && first) {
      event.preventDefault();
      first.focus();
    }
  }

  #leaveFor(id, messageId) {
    this.clear();
    return messageId ? this.#openSaid(id, messageId) : this.#on.open(id);
  }
}
