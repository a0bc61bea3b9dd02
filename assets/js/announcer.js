// What a screen reader is told, without chatter: a burst becomes one sentence, the same words twice are said twice, and
// what came meanwhile waits its turn. Owns no DOM: `say` writes into the live region.
const PAUSE_MS = 1500; // shorter than this and a new sentence would cut the last one off
const MOST_AT_ONCE = 2; // messages of a burst that are still told one by one
const SAME_AGAIN = '\u00a0'; // a text that is the same again is no change, and no change is not said

export class Announcer {
  #say;
  #many;
  #waiting = []; // [{text, isMessage}]
  #timer = null;
  #last = '';

  // `many(count)` is the sentence for a burst.
  constructor(say, many) {
    this.#say = say;
    this.#many = many;
  }

  message(text) {
    this.#add({ text, isMessage: true });
  }

  // Something that must be heard by itself: a failure, what a key just did.
  notice(text) {
    this.#add({ text, isMessage: false });
  }

  // The first of a silence is said at once.
  #add(word) {
    this.#waiting.push(word);
    if (this.#timer === null) this.#next();
  }

  #next() {
    this.#timer = null;
    if (!this.#waiting.length) return;
    const messages = this.#waiting.filter(({ isMessage }) => isMessage);
    const notices = [...new Set(this.#waiting.filter(({ isMessage }) => !isMessage).map(({ text }) => text))];
    this.#waiting = [];
    const told = messages.length > MOST_AT_ONCE ? [this.#many(messages.length)] : messages.map(({ text }) => text);
    const text = [...notices, ...told].join(' ');
    this.#last = text === this.#last ? text + SAME_AGAIN : text;
    this.#say(this.#last);
    this.#timer = setTimeout(() => this.#next(), PAUSE_MS);
  }
}
