// The text field: sends on Enter, keeps the draft, says when a text is too long before it is sent; and the way to the
// emoji, which are fetched when first asked for.
import { batched } from '../batched.js';
import { t } from '../i18n.js';
import { MAX_CODE_POINTS, clean, countCodePoints, formatNumber } from '../text.js';
import { byId, setText, show } from './dom.js';

const COUNT_FROM = 3600; // code points; nearer to the limit than a tenth the count is shown

export class ComposerView {
  #form = byId('form-enviar-mensaje');
  #input = byId('input-mensaje');
  #note = byId('redaccion-nota');
  #count = byId('redaccion-cuenta');
  #emojiButton = byId('btn-emoji');
  #emoji = null; // EmojiView, once it was asked for
  #obstacle = ''; // why the text was not sent, until that changes
  #on;

  // `on`: {send(text), write(text), hasFiles() → whether there are some to be sent without a text, obstacle(text) → why it
  // can't be sent now, or ''}
  constructor(on) {
    this.#on = on;
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#input.addEventListener('input', () => this.#changed());
    this.#input.addEventListener('keydown', (event) => this.#pressed(event));
    // What is pressed beside the field leaves the focus, and so a phone's keyboard, where it is.
    this.#form.addEventListener('mousedown', (event) => { if (event.target.closest('button')) event.preventDefault(); });
    this.#emojiButton.addEventListener('click', () => this.#toggleEmoji());
    this.#input.addEventListener('focus', () => { if (isTouch()) this.closeEmoji(); }); // the keyboard takes the place
    window.addEventListener('resize', batched(() => this.#fit()));
  }

  get text() {
    return this.#input.value;
  }

  set text(text) {
    this.#input.value = text;
    this.#obstacle = '';
    this.#measure();
    this.#fit();
  }

  // Where a keyboard is at hand, and not where focus would bring one up over half of the screen.
  focusUnlessTouch() {
    if (!isTouch()) this.focus();
  }

  focus() {
    this.#input.focus();
    this.#input.setSelectionRange(this.#input.value.length, this.#input.value.length);
  }

  // At the caret, or where it was last.
  insert(text) {
    const { selectionStart, selectionEnd } = this.#input;
    this.#input.setRangeText(text, selectionStart, selectionEnd, 'end');
    this.#changed();
  }

  closeEmoji() {
    if (this.#emoji) this.#emoji.close();
  }

  // Any emoji, for something else than the text.
  async pickEmoji(take) {
    await this.#bringEmoji();
    if (this.#emoji) this.#emoji.pick(take);
  }

  async #toggleEmoji() {
    await this.#bringEmoji();
    if (this.#emoji) this.#emoji.toggle();
  }

  async #bringEmoji() {
    if (!this.#emoji) {
      const found = await import('./emoji.js').catch(() => null);
      if (!found || this.#emoji) return; // the server is away: another press asks again
      this.#emoji = new found.EmojiView({
        button: this.#emojiButton, insert: (text) => this.insert(text), back: () => this.#input.focus(), isTouch,
      });
    }
  }

  // A finger has no Shift+Enter: there Enter breaks the line and the button sends.
  #pressed(event) {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || isTouch()) return;
    event.preventDefault();
    this.#submit();
  }

  #submit() {
    const text = clean(this.#input.value);
    this.#obstacle = this.#on.obstacle(text);
    if (this.#measure() > MAX_CODE_POINTS || this.#obstacle || (!text && !this.#on.hasFiles())) return;
    this.text = '';
    this.#on.send(text);
    this.#input.focus();
  }

  // A message is being changed, which takes neither files along nor is urgent anew.
  setEditing(isEditing) {
    for (const id of ['btn-adjuntar', 'btn-camara', 'btn-urgente']) byId(id).disabled = isEditing;
  }

  // What kept the text here may be gone.
  recheck() {
    if (!this.#obstacle) return;
    this.#obstacle = this.#on.obstacle(clean(this.#input.value));
    this.#measure();
  }

  #changed() {
    this.#obstacle = '';
    this.#measure(); // first: what steps aside for a text leaves it more room
    this.#fit();
    this.#on.write(this.#input.value);
  }

  #measure() {
    const length = countCodePoints(clean(this.#input.value));
    const isTooLong = length > MAX_CODE_POINTS;
    setText(this.#count, length >= COUNT_FROM ? `${formatNumber(length)} / ${formatNumber(MAX_CODE_POINTS)}` : '');
    const note = isTooLong ? t('tooLong', { most: formatNumber(MAX_CODE_POINTS) }) : this.#obstacle;
    setText(this.#note, note);
    show(this.#note, note !== '');
    this.#form.classList.toggle('has-text', length > 0);
    this.#input.setAttribute('aria-invalid', String(isTooLong));
    return length;
  }

  // As high as the text, up to the stylesheet's max-height; from the height it has, so that it grows and doesn't jump.
  // What is around it keeps its height while it is measured: else the messages would be scrolled away from their end.
  // Without a text it is one line, however long the words are that stand in for one.
  #fit() {
    const { style, offsetHeight, parentElement } = this.#input;
    parentElement.style.height = `${parentElement.offsetHeight}px`;
    style.transition = 'none';
    style.height = 'auto';
    const wanted = this.#input.value ? this.#input.scrollHeight + 2 : this.#input.offsetHeight; // with the two borders
    const most = Number.parseFloat(getComputedStyle(this.#input).maxHeight);
    style.overflowY = wanted > most ? 'auto' : 'hidden';
    style.height = `${offsetHeight}px`;
    if (offsetHeight !== wanted) this.#input.getBoundingClientRect(); // what it grows from is taken in
    parentElement.style.height = '';
    style.transition = '';
    style.height = `${wanted}px`;
  }
}

function isTouch() {
  return window.matchMedia('(hover: none) and (pointer: coarse)').matches;
}
