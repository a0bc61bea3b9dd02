// Which of many entries are shown, and how much room the others take. Pure: knows numbers, no DOM.

const MOST_AT_ONCE = 200; // with so few entries all are shown: then the browser's own search finds every one
const AROUND = 60; // entries shown before and behind those in view, some screens of them
const LEAST = 25; // with fewer than these left on a side the next ones are shown
const REMEMBERED = 5000; // heights; twice what a room holds

// The entries [from, to) to show when those from `first` to `last` are in view, and those of `current` are shown now.
// Stays as it is for as long as it can: each change costs a layout.
export function spanAround({ first, last }, current, size) {
  if (size <= MOST_AT_ONCE) return { from: 0, to: size };
  const top = Math.max(0, Math.min(first, size - 1));
  const bottom = Math.max(top, Math.min(last, size - 1));
  const isEnough = current.from <= Math.max(0, top - LEAST) && current.to >= Math.min(size, bottom + 1 + LEAST);
  const isFew = current.to - current.from <= Math.max(MOST_AT_ONCE, bottom - top + 2 * AROUND);
  if (isEnough && isFew && current.to <= size) return { from: current.from, to: current.to };
  return { from: Math.max(0, top - AROUND), to: Math.min(size, bottom + 1 + AROUND) };
}

// The heights of entries: measured where one was shown once at this width, else what the measured ones had on average.
export class Heights {
  #measured = new Map();
  #sum = 0;
  #usual;

  constructor(usual) {
    this.#usual = usual;
  }

  get average() {
    return this.#measured.size ? this.#sum / this.#measured.size : this.#usual;
  }

  measure(id, px) {
    const known = this.#measured.get(id);
    if (known === px) return;
    if (known !== undefined) this.#sum -= known;
    this.#measured.set(id, px);
    this.#sum += px;
    if (this.#measured.size > REMEMBERED) this.#forgetOldest();
  }

  // Another width: every height is another.
  clear() {
    this.#usual = this.average;
    this.#measured.clear();
    this.#sum = 0;
  }

  of(id) {
    const px = this.#measured.get(id);
    return px === undefined ? this.average : px;
  }

  // Of the entries [from, to); `idAt(index)` names them.
  sum(idAt, from, to) {
    let px = 0;
    for (let index = from; index < to; index += 1) px += this.of(idAt(index));
    return px;
  }

  // The entry of [from, to) that lies `px` behind the start of the first.
  indexAt(idAt, from, to, px) {
    let left = px;
    for (let index = from; index < to; index += 1) {
      left -= this.of(idAt(index));
      if (left < 0) return index;
    }
    return Math.max(from, to - 1);
  }

  #forgetOldest() {
    const [[id, px]] = this.#measured;
    this.#measured.delete(id);
    this.#sum -= px;
  }
}
