// The sheet of shortcuts, and the ear for them over the whole page.
import { t } from '../i18n.js';
import { IS_MAC, SHORTCUTS, nameOf } from '../shortcuts.js';
import { byId, part, setText, stamp } from './dom.js';
import { Dialog } from './dialog.js';

const TEXT = 'textarea, select, [contenteditable="true"], [contenteditable=""], input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit])';

export class ShortcutsView {
  #modal = byId('modal-atajos');
  #dialog = new Dialog(byId('modal-atajos'));
  #singles = byId('atajos-simples');
  #settings;
  #isDrawn = false;

  // `act(name)` does what a shortcut of that name means; true when it did something.
  constructor({ settings, act }) {
    this.#settings = settings;
    byId('btn-atajos').addEventListener('click', () => this.open());
    setText(byId('btn-cambiar-tecla'), IS_MAC ? '⌘ K' : 'Ctrl K');
    this.#singles.addEventListener('change', () => settings.set('singleKeys', this.#singles.checked));
    document.addEventListener('keydown', (event) => {
      const name = this.#nameOf(event);
      if (name && act(name)) event.preventDefault();
    });
  }

  open() {
    this.#draw();
    this.#singles.checked = this.#settings.get('singleKeys');
    this.#dialog.open();
  }

  // In an open dialog only the switcher's own key means something: it closes it again.
  #nameOf(event) {
    if (event.defaultPrevented || event.isComposing) return undefined;
    const name = nameOf(event, { field: fieldOf(event.target), hasSingles: this.#settings.get('singleKeys') });
    const modal = document.querySelector('.modal:not(.hidden)');
    return !modal || (name === 'switch' && modal.id === 'modal-cambiar') ? name : undefined;
  }

  #draw() {
    if (this.#isDrawn) return;
    this.#isDrawn = true;
    byId('atajos-lista').append(...SHORTCUTS.map(({ group, items }) => {
      const section = stamp('plantilla-atajos');
      setText(part(section, 'title'), t(group));
      part(section, 'list').append(...items.map(drawItem));
      return section;
    }));
  }
}

function drawItem({ words, keys, areAlternatives }) {
  const item = stamp('plantilla-atajo');
  setText(part(item, 'words'), t(words));
  const nodes = keys.flatMap((key, index) => [index ? (areAlternatives ? ` ${t('keyOr')} ` : ' + ') : '', drawKey(key)]);
  part(item, 'keys').append(...nodes);
  return item;
}

const SIGNS = { ArrowUp: '↑', ArrowDown: '↓' };

function drawKey(key) {
  const element = document.createElement('kbd');
  const named = { Mod: IS_MAC ? 'Cmd' : 'Ctrl', Alt: IS_MAC ? 'Option' : 'Alt' }[key] || key;
  const words = t('keyNames', { key: named });
  if (!SIGNS[key]) element.textContent = words;
  else element.append(only(SIGNS[key], 'aria-hidden'), only(words, 'visually-hidden'));
  return element;
}

// A sign for the eye alone, or words for the ear alone.
function only(text, whose) {
  const element = document.createElement('span');
  element.textContent = text;
  if (whose === 'aria-hidden') element.setAttribute('aria-hidden', 'true');
  else element.className = whose;
  return element;
}

function fieldOf(element) {
  const isText = element.matches(TEXT);
  return { isText, isEmpty: !element.value, isList: element.matches('select') };
}
