// The keyboard among the messages. All of them are one tab stop; inside, arrows go from one to the next, Page Up and
// Page Down a screenful, Home and End to the first and last, and Tab to the links of the one that has the focus.
import { isMenuOpen } from './menu.js';

const OVERLAP_PX = 80; // that a screenful shares with the one before, so that nothing is skipped

export class Walker {
  #box;
  #on;
  #id = null; // the message that the keyboard is at, or was last
  #isMouse = false;

  // `on`: {neighbour(id, step) → id or null, goTo(id) → element or null, lastSeen() → id or null, first(), last(), page(px)}
  constructor(box, on) {
    this.#box = box;
    this.#on = on;
    box.addEventListener('keydown', (event) => this.#pressed(event));
    box.addEventListener('pointerdown', () => { this.#isMouse = true; });
    window.addEventListener('pointerup', () => { this.#isMouse = false; });
    box.addEventListener('focusin', (event) => this.#focused(event));
    box.addEventListener('focusout', (event) => {
      if (box.contains(event.relatedTarget)) return;
      box.tabIndex = 0;
      if (!isMenuOpen()) this.#setLinks(event.target.closest('.message'), -1);
    });
  }

  forget() {
    this.#id = null;
  }

  // The focused message is about to be taken out, because it is far away by now: the keyboard stays in the box.
  rescue(isLeaving) {
    const active = document.activeElement;
    const element = active && active !== this.#box && this.#box.contains(active) ? active.closest('.message') : null;
    if (!element || !isLeaving(element)) return;
    this.#isMouse = true; // no going back to it
    this.#box.tabIndex = 0;
    this.#box.focus({ preventScroll: true });
    this.#isMouse = false;
  }

  focus(element) {
    this.#id = element.dataset.mensajeId;
    element.focus({ preventScroll: true });
  }

  #focused({ target }) {
    const element = target.closest('.message');
    if (element) {
      this.#box.tabIndex = -1; // so that Shift+Tab leaves, and does not come back here
      this.#id = element.dataset.mensajeId;
      this.#setLinks(element, 0);
    } else if (target === this.#box && !this.#isMouse) {
      const known = this.#id !== null && this.#on.isHere(this.#id) ? this.#id : this.#on.lastSeen();
      if (known !== null) this.#go(known);
    }
  }

  #pressed(event) {
    const { key, target } = event;
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || target.closest('button')) return;
    const steps = { ArrowUp: () => this.#step(-1), ArrowDown: () => this.#step(1), Home: () => this.#on.first(), End: () => this.#on.last(),
      PageUp: () => this.#page(-1), PageDown: () => this.#page(1) };
    if (!steps[key]) return;
    event.preventDefault();
    steps[key]();
  }

  #step(by) {
    const from = this.#id !== null && this.#on.isHere(this.#id) ? this.#on.neighbour(this.#id, by) : this.#on.lastSeen();
    if (from !== null) this.#go(from);
  }

  // A screenful further, and to the message that then is at that edge.
  #page(by) {
    const id = this.#on.page(by * Math.max(OVERLAP_PX, this.#box.clientHeight - OVERLAP_PX), by);
    if (id !== null) this.#go(id);
  }

  #go(id) {
    const element = this.#on.goTo(id);
    if (element) this.focus(element);
  }

  #setLinks(element, tabIndex) {
    if (!element) return;
    if (tabIndex === 0) for (const other of this.#box.querySelectorAll('.message :is(a, [data-inner])[tabindex="0"]')) other.tabIndex = -1;
    for (const link of element.querySelectorAll('a, [data-inner]')) link.tabIndex = tabIndex;
  }
}
