// Pictures over the whole window: one after the other, nearer and farther, by finger, mouse and keys.
import { t } from '../i18n.js';
import { Dialog } from './dialog.js';
import { byId, setText } from './dom.js';
import { onFingers } from './fingers.js';

const NEAREST = 6;
const STEP = 1.5;

class GalleryView {
  #modal = byId('modal-galeria');
  #image = byId('galeria-imagen');
  #stage = byId('galeria-escena');
  #save = byId('galeria-guardar');
  #title = byId('galeria-titulo');
  #dialog = new Dialog(this.#modal, { onClose: () => { this.#image.removeAttribute('src'); } });
  #pictures = [];
  #index = 0;
  #zoom = 1;

  constructor() {
    this.#modal.addEventListener('keydown', (event) => this.#pressed(event));
    for (const [id, run] of Object.entries({
      'galeria-anterior': () => this.#go(-1), 'galeria-siguiente': () => this.#go(1),
      'galeria-acercar': () => this.#setZoom(this.#zoom * STEP), 'galeria-alejar': () => this.#setZoom(this.#zoom / STEP),
    })) byId(id).addEventListener('click', run);
    this.#image.addEventListener('dblclick', (event) => this.#setZoom(this.#zoom > 1 ? 1 : 2.25, { x: event.clientX, y: event.clientY }));
    this.#stage.addEventListener('wheel', (event) => {
      if (!event.ctrlKey) return; // which is also what two fingers on a pad send
      event.preventDefault();
      this.#setZoom(this.#zoom * (event.deltaY < 0 ? 1.15 : 1 / 1.15), { x: event.clientX, y: event.clientY });
    }, { passive: false });
    onFingers(this.#stage, {
      isNear: () => this.#zoom > 1, turn: (step) => this.#go(step),
      draw: (px) => { this.#image.style.transform = px ? `translateX(${px}px)` : ''; },
      move: (x, y) => this.#stage.scrollBy(-x, -y),
      zoom: (factor, place) => this.#setZoom(this.#zoom * factor, place),
    });
    for (const [source, name] of [[window, 'resize'], [this.#image, 'load']]) source.addEventListener(name, () => this.#setZoom(this.#zoom));
  }

  open(pictures, index) {
    this.#pictures = pictures;
    this.#index = index;
    this.#show();
    this.#dialog.open();
  }

  #go(step) {
    const next = this.#index + step;
    if (next < 0 || next >= this.#pictures.length) return;
    this.#index = next;
    this.#show();
  }

  #show() {
    const { url, alt } = this.#pictures[this.#index];
    this.#image.src = url;
    this.#image.alt = alt;
    this.#save.href = url;
    this.#save.download = '';
    setText(this.#title, t('galleryPlace', { alt, place: this.#index + 1, count: this.#pictures.length }));
    byId('galeria-anterior').disabled = this.#index === 0;
    byId('galeria-siguiente').disabled = this.#index === this.#pictures.length - 1;
    this.#setZoom(1);
  }

  // Times the size at which all of it is seen. What is at `place` stays there, or else what is in the middle.
  #setZoom(zoom, place = middleOf(this.#stage)) {
    const fitted = this.#fittedWidth();
    const before = this.#image.getBoundingClientRect();
    this.#zoom = Math.min(NEAREST, Math.max(1, zoom));
    this.#image.style.width = this.#zoom === 1 || !fitted ? '' : `${fitted * this.#zoom}px`;
    this.#image.classList.toggle('is-near', this.#zoom > 1);
    this.#modal.dataset.zoom = this.#zoom.toFixed(2);
    if (this.#zoom === 1 || !before.width) return;
    const after = this.#image.getBoundingClientRect();
    const grown = after.width / before.width;
    this.#stage.scrollBy(after.left + (place.x - before.left) * grown - place.x, after.top + (place.y - before.top) * grown - place.y);
  }

  // None for one that has not come yet.
  #fittedWidth() {
    const { naturalWidth: wide, naturalHeight: high } = this.#image;
    return wide && high ? wide * Math.min(1, this.#stage.offsetWidth / wide, this.#stage.offsetHeight / high) : 0;
  }

  #pressed(event) {
    const run = {
      ArrowLeft: () => this.#go(-1), ArrowRight: () => this.#go(1), '+': () => this.#setZoom(this.#zoom * STEP),
      '-': () => this.#setZoom(this.#zoom / STEP), 0: () => this.#setZoom(1),
    }[event.key];
    if (!run || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    run();
  }
}

function middleOf(element) {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
}

let view = null;

export function gallery() {
  view = view || new GalleryView();
  return view;
}
