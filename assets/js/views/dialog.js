// What every dialog does: holds the focus while it is open, goes with Escape or a tap beside it, and gives the focus
// back to whoever opened it. What is behind can be neither reached nor read meanwhile.
import { onBack } from './back.js';
import { byId, show } from './dom.js';

const FOCUSABLE = 'button, input, select, textarea, [href], [tabindex="0"]';

export class Dialog {
  #modal;
  #behind = byId('app');
  #opener = null;
  #onClose;
  #endWatch = () => {};

  // `modal`: the element over the page; whatever in it has data-close closes it.
  constructor(modal, { onClose = () => {} } = {}) {
    this.#modal = modal;
    this.#onClose = onClose;
    for (const element of modal.querySelectorAll('[data-close]')) element.addEventListener('click', (event) => this.#left(event));
    window.addEventListener('popstate', () => this.close()); // what it was about may be gone
    modal.addEventListener('keydown', (event) => this.#pressed(event));
  }

  // Who pressed twice to open it doesn't mean to close it with the second one.
  #left(event) {
    if (event.detail <= 1 || !event.target.classList.contains('modal-backdrop')) this.close();
  }

  get isOpen() {
    return !this.#modal.classList.contains('hidden');
  }

  // The focus goes to `first`, or to the first control.
  open(first) {
    if (!this.isOpen) {
      this.#opener = document.activeElement;
      this.#endWatch = onBack(() => this.close());
    }
    show(this.#modal, true);
    this.#setBehind(true);
    (first || this.#controls()[0]).focus();
  }

  close() {
    if (!this.isOpen) return;
    this.#endWatch();
    show(this.#modal, false);
    this.#setBehind(false);
    if (this.#opener && this.#opener.isConnected) this.#opener.focus();
    this.#onClose();
  }

  // `inert` where the browser knows it (from 2022 on); for the others the focus is held here and the rest is hidden.
  #setBehind(isBehind) {
    this.#behind.toggleAttribute('inert', isBehind);
    if (isBehind) this.#behind.setAttribute('aria-hidden', 'true');
    else this.#behind.removeAttribute('aria-hidden');
  }

  // As Tab meets them: of a group of radios only the chosen one.
  #controls() {
    return Array.from(this.#modal.querySelectorAll(FOCUSABLE))
      .filter((element) => !element.disabled && element.offsetParent && !(element.type === 'radio' && !element.checked));
  }

  #pressed(event) {
    if (event.key === 'Escape' && !event.defaultPrevented) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    }
    if (event.key !== 'Tab') return;
    const inside = this.#controls();
    const first = inside[0];
    const last = inside[inside.length - 1];
    if (document.activeElement !== (event.shiftKey ? first : last)) return;
    event.preventDefault();
    (event.shiftKey ? last : first).focus();
  }
}
