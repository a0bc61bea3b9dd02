// The day that one is at, floating over the messages while they scroll.
import { dayName, isValid } from '../text.js';

const STAYS_MS = 1200; // after the last scrolling
const AIR_PX = 12; // between it and a separator that is in view and says the day itself

export class FloatingDay {
  #element;
  #timer = null;

  constructor(element) {
    this.#element = element;
  }

  // `entry`: the first one in view; null where no day is to be said.
  follow(box, entry) {
    const isDated = Boolean(entry && entry.message && isValid(entry.message.sentAt)) && !isSaid(box);
    if (!isDated) return this.hide();
    this.say(dayName(entry.message.sentAt));
    this.#timer = setTimeout(() => this.hide(), STAYS_MS);
  }

  // Stays until something else is said.
  say(text) {
    clearTimeout(this.#timer);
    this.#write(text);
    this.#element.classList.add('is-shown');
  }

  hide() {
    clearTimeout(this.#timer);
    this.#element.classList.remove('is-shown');
  }

  // A new element, because the words of an old one would move as they get wider or narrower around their middle.
  #write(text) {
    if (this.#element.textContent === text) return;
    const words = document.createElement('span');
    words.textContent = text;
    this.#element.replaceChildren(words);
  }
}

function isSaid(box) {
  return Array.from(box.querySelectorAll('.separator[data-kind=day]'))
    .some(({ offsetTop, offsetHeight }) => Math.abs(offsetTop - box.scrollTop) < offsetHeight + AIR_PX);
}
