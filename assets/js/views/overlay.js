// What lies over the page: holds the focus while it is open, goes with Escape or a tap beside it, and gives the focus
// back to whoever had it. What is behind can be neither reached nor read meanwhile.
import { byId, show } from './dom.js';

const FOCUSABLE = 'button, input, select, textarea, [href], [tabindex="0"]';

export class Overlay {
  #modal;
  #behind = byId('app');
  #opener = null;

  // `modal`: the element over the page; whatever in it has data-close closes it.
  constructor(modal) {
    this.#modal = modal;
    for (const element of modal.querySelectorAll('[data-close]')) element.addEventListener('click', () => this.close());
    modal.addEventListener('keydown', (event) => this.#pressed(event));
  }

  get isOpen() {
    return !this.#modal.classList.contains('hidden');
  }

  // The focus goes to `first`, or to the first control.
  open(first) {
    if (!this.isOpen) this.#opener = document.activeElement;
    show(this.#modal, true);
    this.#behind.toggleAttribute('inert', true); // where a browser knows it (from 2022 on); below for the others
    this.#behind.setAttribute('aria-hidden', 'true');
    (first || this.#controls()[0]).focus();
  }

  close() {
    if (!this.isOpen) return;
    show(this.#modal, false);
    this.#behind.toggleAttribute('inert', false);
    this.#behind.removeAttribute('aria-hidden');
    if (this.#opener && this.#opener.isConnected) this.#opener.focus();
  }

  #controls() {
    return Array.from(this.#modal.querySelectorAll(FOCUSABLE)).filter((element) => !element.disabled && element.offsetParent);
  }

  #pressed(event) {
    if (event.key === 'Escape' && !event.defaultPrevented) {
      event.preventDefault();
      this.close();
    }
    if (event.key !== 'Tab') return;
    const inside = this.#controls();
    const edge = event.shiftKey ? inside[0] : inside[inside.length - 1];
    if (document.activeElement !== edge) return;
    event.preventDefault();
    (event.shiftKey ? inside[inside.length - 1] : inside[0]).focus();
  }
}
