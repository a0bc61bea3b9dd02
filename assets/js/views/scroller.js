// The box that messages scroll in. It shows some of many, with room left free for the others, and whatever is put in or
// taken out around the reader, what was before the eyes stays where it was. The browser's own scroll anchoring is off:
// Safari has none, and two that hold the same place pull against each other.
import { arrange, byId } from './dom.js';

const NEAR_END_PX = 60; // nearer to the end than this is "at the end", and stays there when something comes

export class Scroller {
  #box = byId('mensajes-contenedor');
  #content = byId('mensajes-hojas');
  #above = pad();
  #below = pad();
  #place = null; // {id, top}: the first message in view, and how far below the box's top it begins

  // `onScroll()` after the reader scrolled, `onResize(isOtherWidth)` after the box or what is in it has another size.
  constructor({ onScroll, onResize }) {
    let width = 0;
    const resized = () => {
      const isOtherWidth = this.#box.clientWidth !== width;
      width = this.#box.clientWidth;
      onResize(isOtherWidth);
    };
    // In one picture the browser tells of the scrolling before the size. Text that broke anew has moved the reader's
    // place then: it is put back first, and not looked at where it went.
    this.#box.addEventListener('scroll', () => (this.#box.clientWidth === width ? onScroll() : resized()), { passive: true });
    if (!window.ResizeObserver) return; // without it a phone's keyboard may cover the last line
    const observer = new ResizeObserver(resized);
    observer.observe(this.#box);
    observer.observe(this.#content);
  }

  get box() {
    return this.#box;
  }

  get height() {
    return this.#box.clientHeight;
  }

  // How far from the start of everything the view begins.
  get top() {
    return this.#box.scrollTop;
  }

  get place() {
    return this.#place;
  }

  get isAtEnd() {
    return this.#end - this.#box.scrollTop < NEAR_END_PX;
  }

  // The messages that are shown now, and what stands between them.
  get elements() {
    return this.#content.children;
  }

  // With no shown message in view: in which of the two rooms the view begins, and at what share of it.
  get whereInRoom() {
    const isAbove = this.#box.scrollTop < this.#above.offsetTop + this.#above.offsetHeight;
    const room = isAbove ? this.#above : this.#below;
    const share = (this.#box.scrollTop - room.offsetTop) / Math.max(1, room.offsetHeight);
    return { isAbove, share: Math.max(0, Math.min(1, share)) };
  }

  clear() {
    this.#place = null;
    this.#above.style.height = '0';
    this.#below.style.height = '0';
    this.#content.replaceChildren();
  }

  // Shows `elements` between `head` and `foot`. `above` and `below` are the heights that the messages not shown are
  // thought to have. With `place` the message of that id is put there; without, the end is in view.
  fill({ head, elements, foot, above, below, place }) {
    arrange(this.#content, [...head, this.#above, ...elements, this.#below, ...foot]);
    this.#below.style.height = `${below}px`;
    const anchor = place && this.#find(place.id);
    if (!anchor) {
      this.#above.style.height = `${above}px`;
      this.toEnd();
      return;
    }
    // What was taken for more or less than it is goes into the room above, so that the scroll place need not change;
    // changing it ends a finger's swing on an iPhone. Only where that room is used up it has to.
    const off = anchor.getBoundingClientRect().top - this.#box.getBoundingClientRect().top - place.top;
    const room = this.#above.getBoundingClientRect().height - off;
    const isRoomFit = above > 0 && room > 0.5 * above && room < 2 * above;
    this.#above.style.height = `${isRoomFit ? room : above}px`;
    this.restore(place);
  }

  // Puts a shown message where it was.
  restore(place) {
    const anchor = this.#find(place.id);
    if (!anchor) return;
    const off = anchor.getBoundingClientRect().top - this.#box.getBoundingClientRect().top - place.top;
    if (Math.abs(off) > 0.25) this.#box.scrollTop += off; // px; less can't be seen, and rounding would never end
  }

  toEnd() {
    this.#box.scrollTop = this.#end;
  }

  // The scroll place that shows the end. Not by scrollHeight: that grows with what only moves through (motion.js).
  get #end() {
    return this.#content.offsetHeight - this.#box.clientHeight;
  }

  // Remembers what is in view; {first, last}, the elements of the first and last message there.
  look() {
    const all = this.#content.children;
    const top = this.#box.scrollTop;
    const end = top + this.#box.clientHeight;
    let index = firstEndingAfter(all, top);
    let first = null;
    let last = null;
    for (; index < all.length && all[index].offsetTop < end; index += 1) {
      if (!all[index].dataset.mensajeId) continue;
      first = first || all[index];
      last = all[index];
    }
    this.#place = first && { id: first.dataset.mensajeId, top: first.getBoundingClientRect().top - this.#box.getBoundingClientRect().top };
    return { first, last };
  }

  #find(id) {
    for (const element of this.#content.children) if (element.dataset.mensajeId === id) return element;
    return null;
  }
}

// They lie one below the other, so that halving finds it.
function firstEndingAfter(elements, top) {
  let from = 0;
  let to = elements.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (elements[middle].offsetTop + elements[middle].offsetHeight > top) to = middle;
    else from = middle + 1;
  }
  return from;
}

function pad() {
  const element = document.createElement('div');
  element.className = 'messages-pad';
  element.setAttribute('aria-hidden', 'true');
  return element;
}
