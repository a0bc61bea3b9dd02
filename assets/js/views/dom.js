// The few things that every view does with the DOM. Text goes in as textContent, structure comes from a <template>.
import { initialsOf } from '../text.js';

export function byId(id) {
  return document.getElementById(id);
}

// A copy of a template's one element.
export function stamp(templateId) {
  return byId(templateId).content.firstElementChild.cloneNode(true);
}

export function part(element, name) {
  return element.querySelector(`[data-part="${name}"]`);
}

// Only a real change is written: a screen reader reads anew what is written anew, and selected text stays selected.
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// Shows another of the sprite's drawings.
export function setIcon(button, name) {
  button.querySelector('use').setAttribute('href', `#icon-${name}`);
}

export function show(element, isShown) {
  element.classList.toggle('hidden', !isShown);
}

// Makes `container` hold just these elements in this order, touching only what differs, so that focus, selection and
// scroll place survive.
export function arrange(container, elements) {
  const wanted = new Set(elements);
  for (const child of Array.from(container.children)) if (!wanted.has(child)) child.remove();
  let place = container.firstElementChild;
  for (const element of elements) {
    if (element === place) place = place.nextElementSibling;
    else container.insertBefore(element, place);
  }
}

const TONES = 12; // colors.css has as many

// The sign with initials; people keep their colour from one visit to the next. `initials`: where the name gives none.
export function paintAvatar(element, { id, name, initials, isGroup }) {
  setText(element, initialsOf(name || '') || initials);
  let hash = 2166136261; // FNV-1a
  for (const unit of id) hash = Math.imul(hash ^ unit.charCodeAt(0), 16777619) >>> 0;
  element.dataset.tone = String(((hash ^ (hash >>> 15)) >>> 0) % TONES);
  element.dataset.kind = isGroup ? 'group' : 'person';
}
