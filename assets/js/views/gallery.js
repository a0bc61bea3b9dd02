// Pictures over the whole window: one after the other, nearer and farther, by finger, mouse and keys.
import { t } from '../i18n.js';
import { Dialog } from './dialog.js';
import { byId, setText } from './dom.js';

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
    this.#image.addEventListener('dblclick', () => this.#setZoom(this.#zoom > 1 ? 1 : 2.25));
    this.#stage.addEventListener('wheel', (event) => {
      if (!event.ctrlKey) return; // which is also what two fingers on a pad send
      event.preventDefault();
      this.#setZoom(this.#zoom * (event.deltaY < 0 ? 1.15 : 1 / 1.15));
    }, { passive: false });
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

  #setZoom(zoom) {
    this.#zoom = Math.min(NEAREST, Math.max(1, zoom));
    this.#image.style.width = this.#zoom === 1 ? '' : `${100 * this.#zoom}%`;
    this.#image.classList.toggle('is-near', this.#zoom > 1);
    this.#modal.dataset.zoom = this.#zoom.toFixed(2);
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

let view = null;

export function gallery() {
  view = view || new GalleryView();
  return view;
}
