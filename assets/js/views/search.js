// The search box over the list: while something is written in it, what was found stands in the place of the list.
import { byId, show } from './dom.js';
import { FoundView } from './found.js';
import { ResultsView } from './results.js';

export class SearchView {
  #input = byId('buscar-conversacion');
  #list = byId('lista-conversaciones').parentElement;
  #box = byId('panel-hallazgos');
  #results;
  #found;
  #openSaid;
  #on;

  // `on`: {said (as for FoundView), find(search), ask() to have the people ready, start(personId) → conversation's id, open(conversationId)}.
  constructor(on) {
    this.#on = on;
    this.#results = new ResultsView({
      input: this.#input, root: byId('hallazgos'), status: byId('hallazgos-cuenta'),
      on: { start: on.start, open: (id) => this.#leaveFor(id) },
    });
    const parts = { box: byId('hallazgos-mensajes'), list: byId('lista-encontrados'), note: byId('encontrados-nota'), more: byId('btn-mas-encontrados') };
    this.#found = new FoundView(parts, { ...on.said, open: (...place) => this.#leaveFor(...place) });
    this.#openSaid = on.said.open;
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
    if (isSearch) this.#results.render(this.#on.find(this.#input.value), { isNew, isSearch });
    else this.#results.clear();
    this.#found.render(this.#input.value.trim());
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
