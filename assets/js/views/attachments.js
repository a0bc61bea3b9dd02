// The files in a message's bubble: pictures in a box that has its place before they come, sound and film with the
// browser's own controls, everything else as a card to be saved.
import { t } from '../i18n.js';
import { fileUrl, thumbnailUrl } from '../wire.js';
import { part, show } from './dom.js';

const MOST_PX = 280; // the longer side of a picture in a bubble

export function fillAttachments(element, { attachments = [], message }) {
  const box = part(element, 'attachments');
  const files = message && message.isDeleted ? [] : attachments;
  const key = files.map((file) => file.id).join(' ');
  element.classList.toggle('has-files', files.length > 0);
  if (box.dataset.key === key) return;
  box.dataset.key = key;
  box.replaceChildren(...files.map(draw));
  show(box, files.length > 0);
}

// 1,4 MB; as people know it from their phones.
export function sizeOf(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  const [amount, unit] = bytes < 1e6 ? [bytes / 1e3, 'kB'] : [bytes / 1e6, 'MB'];
  return `${amount.toLocaleString('es-CL', { maximumFractionDigits: amount < 10 ? 1 : 0 })} ${unit}`;
}

function draw(file) {
  if (file.hasThumbnail) return picture(file);
  if (file.kind.startsWith('video/')) return player('video', file);
  if (file.kind.startsWith('audio/')) return player('audio', file);
  return card(file);
}

function picture(file) {
  const button = make('button', 'attached-picture');
  const image = make('img');
  const scale = Math.min(1, MOST_PX / Math.max(file.width, file.height));
  image.width = Math.max(48, Math.round(file.width * scale));
  image.height = Math.max(48, Math.round(file.height * scale));
  image.alt = t('pictureNamed', { name: file.name });
  image.decoding = 'async';
  image.src = thumbnailUrl(file.id);
  button.type = 'button';
  button.setAttribute('aria-haspopup', 'dialog');
  button.append(image);
  button.addEventListener('click', () => openGallery(button, file.id));
  return button;
}

function player(kind, file) {
  const media = make(kind, 'attached-media');
  media.controls = true;
  media.preload = 'metadata';
  media.src = fileUrl(file.id);
  media.setAttribute('aria-label', file.name);
  return media;
}

function card(file) {
  const link = make('a', 'attached-card');
  link.href = fileUrl(file.id);
  link.download = file.name;
  const name = make('span', 'attached-name');
  name.textContent = file.name;
  const size = make('span', 'attached-size');
  size.textContent = sizeOf(file.bytes);
  const icon = make('span', 'attached-icon');
  icon.setAttribute('aria-hidden', 'true');
  icon.textContent = (/\.([a-z0-9]{1,4})$/i.exec(file.name) || ['', '?'])[1].toUpperCase();
  link.append(icon, name, size);
  link.setAttribute('aria-label', t('downloadNamed', { name: file.name, size: sizeOf(file.bytes) }));
  return link;
}

// All pictures that are in the document, in their order.
async function openGallery(button, id) {
  const found = await import('./gallery.js').catch(() => null);
  if (!found) return; // the server is away: another press asks again
  const buttons = Array.from(document.querySelectorAll('#mensajes-contenedor .attached-picture'));
  const pictures = buttons.map((one) => one.firstElementChild).map((image) => ({ alt: image.alt, thumbnail: image.src, url: image.src.replace(/\/[^/]*$/, '') }));
  found.gallery().open(pictures, Math.max(0, buttons.indexOf(button)), id);
}

function make(name, className = '') {
  const element = document.createElement(name);
  if (className) element.className = className;
  return element;
}
