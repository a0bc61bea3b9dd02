// The switcher: a field over everything, from wherever one is; the last conversations first, then whatever is typed.
import { byId, show } from './dom.js';
import { Dialog } from './dialog.js';
import { ResultsView } from './results.js';

export class SwitcherView {
  #input = byId('cambiar-buscar');
  #dialog = new Dialog(byId('modal-cambiar'));
  #results;
  #on;

  // `on`: as SearchView's.
  constructor(on) {
    this.#on = on;
    this.#results = new ResultsView({
      input: this.#input, root: byId('cambiar-hallazgos'), status: byId('cambiar-cuenta'),
      on: { start: on.start, open: (id) => this.#leaveFor(id) },
    });
    byId('btn-cambiar').addEventListener('click', () => this.toggle());
    this.#input.addEventListener('input', () => this.#render(true));
  }

  toggle() {
    if (this.#dialog.isOpen) return this.#dialog.close();
    this.#on.ask();
    this.#input.value = '';
    this.#dialog.open(this.#input); // shown before it is filled, so that the first result can be scrolled to
    this.#render(true);
  }

  refresh() {
    if (this.#dialog.isOpen) this.#render(false);
  }

  #render(isNew) {
    const isSearch = this.#input.value.trim() !== '';
    this.#results.render(this.#on.find(this.#input.value), { isNew, isSearch });
    show(byId('cambiar-cuenta'), isSearch);
  }

  // Closed first, so that the focus can go where the conversation wants it.
  #leaveFor(id) {
    this.#dialog.close();
    return this.#on.open(id);
  }
}
