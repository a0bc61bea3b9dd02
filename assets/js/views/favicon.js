// The icon in the browser's tab, with the number of unread messages on it: the tab may be too narrow for its title.
const SIZE = 64; // px; tabs show 16, twice that on a fine screen
const DOT = 0.62; // of the icon

export class Favicon {
  #link = document.querySelector('link[rel="icon"]');
  #usual = this.#link ? { href: this.#link.getAttribute('href'), type: this.#link.type } : null;
  #image = null;
  #count = 0;

  setUnread(count) {
    if (!this.#usual || count === this.#count) return;
    this.#count = count;
    if (count === 0) this.#use(this.#usual);
    else this.#draw();
  }

  async #draw() {
    if (!this.#image) this.#image = load(this.#usual.href);
    const image = await this.#image;
    if (this.#count === 0 || !image) return;
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = SIZE;
    const pen = canvas.getContext('2d');
    if (!pen) return;
    pen.drawImage(image, 0, 0, SIZE, SIZE);
    const radius = (SIZE * DOT) / 2;
    pen.fillStyle = '#b42318'; // the browser's own bar is behind it, which no theme of ours colours
    pen.beginPath();
    pen.arc(SIZE - radius, radius, radius, 0, 2 * Math.PI);
    pen.fill();
    pen.fillStyle = '#ffffff';
    pen.font = `bold ${this.#count > 9 ? 26 : 34}px sans-serif`;
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    pen.fillText(this.#count > 99 ? '99' : String(this.#count), SIZE - radius, radius + 2);
    this.#use({ href: canvas.toDataURL('image/png'), type: 'image/png' });
  }

  // A new element: some browsers don't look again at one they know.
  #use({ href, type }) {
    const fresh = this.#link.cloneNode();
    fresh.type = type;
    fresh.href = href;
    this.#link.replaceWith(fresh);
    this.#link = fresh;
  }
}

function load(address) {
  return new Promise((resolve) => {
    const image = new Image(SIZE, SIZE);
    image.onload = () => resolve(image);
    image.onerror = () => resolve(null);
    image.src = address;
  });
}
