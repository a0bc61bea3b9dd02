// The text field: sends on Enter, keeps the draft, says when a text is too long before it is sent.
import { t } from '../i18n.js';
import { MAX_CODE_POINTS, clean, countCodePoints, formatNumber } from '../text.js';
import { byId, setText, show } from './dom.js';

const COUNT_FROM = 3600; // code points; nearer to the limit than a tenth the count is shown

export class ComposerView {
  #form = byId('form-enviar-mensaje');
  #input = byId('input-mensaje');
  #note = byId('redaccion-nota');
  #count = byId('redaccion-cuenta');
  #on;

  // `on`: {send(text), write(text)}
  constructor(on) {
    this.#on = on;
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#input.addEventListener('input', () => this.#changed());
    this.#input.addEventListener('keydown', (event) => this.#pressed(event));
  }

  get text() {
    return this.#input.value;
  }

  set text(text) {
    this.#input.value = text;
    this.#fit();
    this.#measure();
  }

  // Where a keyboard is at hand, and not where focus would bring one up over half of the screen.
  focusUnlessTouch() {
    if (!isTouch()) this.focus();
  }

  focus() {
    this.#input.focus();
    this.#input.setSelectionRange(this.#input.value.length, this.#input.value.length);
  }

  // A finger has no Shift+Enter: there Enter breaks the line and the button sends.
  #pressed(event) {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || isTouch()) return;
    event.preventDefault();
    this.#submit();
  }

  #submit() {
    const text = clean(this.#input.value);
    if (!text || this.#measure() > MAX_CODE_POINTS) return;
    this.text = '';
    this.#on.send(text);
    this.#input.focus();
  }

  #changed() {
    this.#fit();
    this.#measure();
    this.#on.write(this.#input.value);
  }

  #measure() {
    const length = countCodePoints(clean(this.#input.value));
    const isTooLong = length > MAX_CODE_POINTS;
    setText(this.#count, length >= COUNT_FROM ? `${formatNumber(length)} / ${formatNumber(MAX_CODE_POINTS)}` : '');
    setText(this.#note, isTooLong ? t('tooLong', { most: formatNumber(MAX_CODE_POINTS) }) : '');
    show(this.#note, isTooLong);
    this.#input.setAttribute('aria-invalid', String(isTooLong));
    return length;
  }

  // As high as the text, up to the stylesheet's max-height.
  #fit() {
    this.#input.style.height = 'auto';
    this.#input.style.height = `${this.#input.scrollHeight + 2}px`; // the two borders
  }
}

function isTouch() {
  return window.matchMedia('(hover: none) and (pointer: coarse)').matches;
}
