// A small menu beside what it belongs to: for a message, and for whatever else needs one. One is open at a time. By
// keyboard as menus are used everywhere: arrows, Home, End, a letter, Enter, Escape.
import { onBack } from './back.js';

let open = null;

// `entries`: [{text, icon?, isDanger?, run()}], icon being a path's `d` in a 24 × 24 box; `anchor`: the element, or a
// point {x, y}; `label`: what the menu is of, for a screen reader;
// `quick`: the same as entries, but shown as a row of signs on top: {text, sign, isOn?, run()}. The focus returns to where it was, unless `run` puts
// it elsewhere. Returns a function that closes it.
export function openMenu({ anchor, label, entries, quick = [], onClose = () => {} }) {
  closeMenu();
  const before = document.activeElement;
  const menu = build(label, entries, quick, close);
  document.body.append(menu);
  putBeside(menu, anchor);
  const endWatch = onBack(close);
  open = { close, menu };
  menu.addEventListener('keydown', (event) => pressed(event, menu, close));
  document.addEventListener('pointerdown', onOutside, true);
  window.addEventListener('blur', onAway);
  window.addEventListener('resize', onAway);
  menu.querySelector('.menu-item').focus({ preventScroll: true });
  return close;

  function onOutside(event) {
    if (!menu.contains(event.target)) close();
  }

  function onAway() {
    close();
  }

  function close() {
    if (!open || open.menu !== menu) return;
    open = null;
    endWatch();
    document.removeEventListener('pointerdown', onOutside, true);
    window.removeEventListener('blur', onAway);
    window.removeEventListener('resize', onAway);
    const hadFocus = menu.contains(document.activeElement);
    menu.remove();
    onClose();
    if (hadFocus && before && before.isConnected) before.focus({ preventScroll: true });
  }
}

export function closeMenu() {
  if (open) open.close();
}

export function isMenuOpen() {
  return open !== null;
}

function build(label, entries, quick, close) {
  const menu = document.createElement('div');
  menu.className = 'menu';
  menu.setAttribute('role', 'menu');
  menu.setAttribute('aria-label', label);
  if (quick.length) menu.append(row(quick, close));
  for (const entry of entries) menu.append(item(entry, close));
  menu.addEventListener('contextmenu', (event) => event.preventDefault());
  return menu;
}

function row(quick, close) {
  const group = document.createElement('div');
  group.className = 'menu-row';
  group.setAttribute('role', 'group');
  for (const { text, sign, icon, isOn, run } of quick) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'menu-sign';
    button.tabIndex = -1;
    button.title = text;
    button.setAttribute('aria-label', text);
    button.setAttribute('role', icon ? 'menuitem' : 'menuitemcheckbox');
    if (!icon) button.setAttribute('aria-checked', String(Boolean(isOn)));
    button.append(icon ? picture(icon) : sign);
    button.addEventListener('click', () => {
      close();
      run();
    });
    group.append(button);
  }
  return group;
}

function item({ text, icon, keys, isDanger, run }, close) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'menu-item';
  button.classList.toggle('is-danger', Boolean(isDanger));
  button.setAttribute('role', 'menuitem');
  button.tabIndex = -1;
  if (icon) button.append(picture(icon));
  button.append(text);
  if (keys) {
    const hint = document.createElement('kbd');
    hint.textContent = keys;
    hint.setAttribute('aria-hidden', 'true');
    button.append(hint);
  }
  button.addEventListener('click', () => {
    close(); // first, so that `run` may put the focus where it wants
    run();
  });
  return button;
}

function picture(d) {
  const SVG = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(SVG, 'svg');
  const path = document.createElementNS(SVG, 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  path.setAttribute('d', d);
  svg.append(path);
  return svg;
}

const EDGE_PX = 8; // between the menu and the window's edge, and what it belongs to

// Below what it belongs to, or above where there is no room; never outside the window.
function putBeside(menu, anchor) {
  const box = anchor.getBoundingClientRect ? anchor.getBoundingClientRect() : { left: anchor.x, right: anchor.x, top: anchor.y, bottom: anchor.y };
  const wide = document.documentElement.clientWidth;
  const high = window.visualViewport ? window.visualViewport.height : window.innerHeight;
  const { offsetWidth, offsetHeight } = menu;
  const isLeftHalf = (box.left + box.right) / 2 < wide / 2;
  const left = isLeftHalf ? box.left : box.right - offsetWidth;
  const below = box.bottom + EDGE_PX / 2;
  const top = below + offsetHeight + EDGE_PX <= high ? below : box.top - offsetHeight - EDGE_PX / 2;
  menu.style.left = `${Math.max(EDGE_PX, Math.min(left, wide - offsetWidth - EDGE_PX))}px`;
  menu.style.top = `${Math.max(EDGE_PX, Math.min(top, high - offsetHeight - EDGE_PX))}px`;
}

function pressed(event, menu, close) {
  const items = Array.from(menu.querySelectorAll('[role^=menuitem]'));
  const at = items.indexOf(document.activeElement);
  const { key } = event;
  event.stopPropagation(); // the page behind it is not meant
  if (key === 'Escape' || key === 'Tab') close();
  else if (key === 'ArrowDown' || key === 'ArrowRight') items[(at + 1) % items.length].focus();
  else if (key === 'ArrowUp' || key === 'ArrowLeft') items[(at - 1 + items.length) % items.length].focus();
  else if (key === 'Home') items[0].focus();
  else if (key === 'End') items[items.length - 1].focus();
  else if (key.length === 1 && key !== ' ' && !event.ctrlKey && !event.metaKey) focusLetter(items, at, key.toLowerCase());
  else return;
  event.preventDefault();
}

function focusLetter(items, at, letter) {
  const turned = [...items.slice(at + 1), ...items.slice(0, at + 1)];
  const found = turned.find((one) => one.textContent.trim().toLowerCase().startsWith(letter));
  if (found) found.focus();
}
