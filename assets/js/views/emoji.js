// The emoji: the system's own, by category, by search and by the arrows. On a wide screen a card over the text field;
// on a phone it takes the keyboard's place.
import { CATEGORIES, drawable, find, remember, recent } from '../emoji/index.js';
import { t } from '../i18n.js';
import { onBack } from './back.js';
import { byId, setIcon, setText, show, stamp, part } from './dom.js';

export class EmojiView {
  #panel = byId('panel-emoji');
  #button;
  #insert;
  #back;
  #isTouch;
  #search;
  #note;
  #scroll;
  #tabs;
  #known = []; // what this system can draw
  #byText = new Map();
  #endWatch = () => {};
  #pick = null; // who wants one of them, instead of the text

  // `button` opens and closes it; `insert(text)`; `back()` gives the focus to the text; `isTouch()`
  constructor({ button, insert, back, isTouch }) {
    this.#button = button;
    this.#insert = insert;
    this.#back = back;
    this.#isTouch = isTouch;
    this.#known = drawable();
    this.#known.forEach((emoji) => this.#byText.set(emoji.text, emoji));
    this.#build();
    this.#panel.addEventListener('keydown', (event) => this.#pressed(event));
    this.#panel.addEventListener('click', (event) => this.#clicked(event));
    // A click leaves the focus where it is: on a phone the keyboard stays away, else one can write on.
    this.#panel.addEventListener('mousedown', (event) => { if (event.target !== this.#search) event.preventDefault(); });
    document.addEventListener('mousedown', (event) => { if (!this.#isNear(event.target) && !isTouch()) this.close(); });
  }

  get #isOpen() {
    return !this.#panel.classList.contains('hidden');
  }

  toggle() {
    if (this.#isOpen) this.#leave();
    else this.#open();
  }

  // One of them for something else than the text.
  pick(take) {
    if (!this.#isOpen) this.#open();
    this.#pick = take;
  }

  close() {
    if (!this.#isOpen) return;
    this.#pick = null;
    this.#endWatch();
    show(this.#panel, false);
    this.#button.setAttribute('aria-expanded', 'false');
    setIcon(this.#button, 'smile');
  }

  #open() {
    this.#search.value = '';
    this.#render();
    show(this.#panel, true);
    this.#endWatch = onBack(() => this.close());
    this.#button.setAttribute('aria-expanded', 'true');
    this.#scroll.scrollTop = 0;
    this.#showCategory();
    if (!this.#isTouch()) return this.#search.focus();
    setIcon(this.#button, 'keyboard');
    document.activeElement.blur(); // the keyboard goes, the emoji come
  }

  #leave() {
    this.close();
    this.#back();
  }

  #isNear(target) {
    return this.#panel.contains(target) || this.#button.contains(target);
  }

  #build() {
    this.#panel.append(byId('plantilla-emoji').content.cloneNode(true));
    this.#search = part(this.#panel, 'search');
    this.#note = part(this.#panel, 'note');
    this.#scroll = part(this.#panel, 'scroll');
    this.#tabs = part(this.#panel, 'tabs');
    this.#search.addEventListener('input', () => this.#render());
    this.#scroll.addEventListener('scroll', () => this.#showCategory(), { passive: true });
  }

  #render() {
    const search = this.#search.value.trim();
    const sections = search ? [this.#section('found', find(search, this.#known))] : this.#allSections();
    this.#scroll.replaceChildren(...sections);
    show(this.#tabs, !search);
    if (!search) this.#renderTabs(sections);
    const isEmpty = search !== '' && this.#buttons.length === 0;
    setText(this.#note, isEmpty ? t('noEmoji', { search }) : '');
    this.#rove(this.#buttons[0]);
    this.#scroll.scrollTop = 0;
  }

  #allSections() {
    const used = recent().map((text) => this.#byText.get(text)).filter(Boolean);
    const all = [['recent', used], ...CATEGORIES.map(({ key }) => [key, this.#known.filter((emoji) => emoji.category === key)])];
    return all.filter(([, list]) => list.length).map(([key, list]) => this.#section(key, list));
  }

  #section(key, list) {
    const section = stamp('plantilla-emoji-grupo');
    section.dataset.category = key;
    setText(part(section, 'title'), TITLES[key]());
    part(section, 'grid').setAttribute('aria-label', TITLES[key]());
    part(section, 'grid').append(...list.map((emoji) => this.#cell(emoji)));
    return section;
  }

  #cell({ text, name }) {
    const button = stamp('plantilla-emoji-uno');
    button.textContent = text;
    button.title = name;
    button.setAttribute('aria-label', name);
    button.dataset.emoji = text;
    return button;
  }

  #renderTabs(sections) {
    this.#tabs.replaceChildren(...sections.map(({ dataset: { category } }, index) => {
      const tab = stamp('plantilla-emoji-pestana');
      setIcon(tab, ICONS[category]);
      tab.dataset.tab = category;
      tab.title = TITLES[category]();
      tab.setAttribute('aria-label', TITLES[category]());
      tab.tabIndex = index === 0 ? 0 : -1;
      return tab;
    }));
  }

  get #buttons() {
    return Array.from(this.#scroll.querySelectorAll('[data-emoji]'));
  }

  // The grid is one stop for Tab; inside it go the arrows.
  #rove(button) {
    const before = this.#scroll.querySelector('[tabindex="0"]');
    if (before) before.tabIndex = -1;
    if (button) button.tabIndex = 0;
  }

  #goTo(button) {
    if (!button) return;
    this.#rove(button);
    button.focus();
  }

  #clicked(event) {
    const tab = event.target.closest('[data-tab]');
    if (tab) this.#scrollTo(tab);
    const button = event.target.closest('[data-emoji]');
    if (button) this.#take(button.dataset.emoji);
  }

  // It stays open for more; who came by the keyboard and is done presses Escape, or takes it with Enter.
  #take(text) {
    remember(text);
    const pick = this.#pick;
    if (!pick) return this.#insert(text);
    this.close();
    pick(text);
  }

  #scrollTo(tab) {
    const section = this.#scroll.querySelector(`[data-category="${tab.dataset.tab}"]`);
    this.#scroll.scrollTop = section.offsetTop;
    this.#showCategory();
  }

  #showCategory() {
    const top = this.#scroll.scrollTop + 24; // px; a heading that is nearly there counts
    const sections = Array.from(this.#scroll.children);
    const current = sections.filter((section) => section.offsetTop <= top).pop() || sections[0];
    for (const tab of this.#tabs.children) tab.setAttribute('aria-current', String(Boolean(current) && tab.dataset.tab === current.dataset.category));
  }

  #pressed(event) {
    const { key, target } = event;
    if (event.isComposing) return;
    if (key === 'Escape') this.#leave();
    else if (target === this.#search) return this.#pressedInSearch(event);
    else if (target.dataset.tab) return this.#pressedInTabs(event);
    else if (key === 'Enter' && target.dataset.emoji) this.#takeAndGo(event, target);
    else if (target.dataset.emoji && MOVES.includes(key)) this.#move(event, target);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  // Enter takes the first that was found.
  #pressedInSearch(event) {
    const [first] = this.#buttons;
    if (event.key === 'ArrowDown') this.#goTo(first);
    else if (event.key === 'Enter' && first) this.#takeAndGo(event, first);
    else if (event.key !== 'Enter') return;
    event.preventDefault();
  }

  #takeAndGo(event, button) {
    this.#take(button.dataset.emoji);
    if (!event.shiftKey && this.#isOpen) this.#leave();
  }

  #pressedInTabs(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (event.key === 'ArrowDown') this.#goTo(this.#scroll.querySelector(`[data-category="${event.target.dataset.tab}"] [data-emoji]`));
    else if (!step) return;
    const tabs = Array.from(this.#tabs.children);
    const next = step && tabs[tabs.indexOf(event.target) + step];
    event.preventDefault();
    if (!next) return;
    event.target.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
    this.#scrollTo(next);
  }

  #move(event, from) {
    const buttons = this.#buttons;
    const index = buttons.indexOf(from);
    const next = {
      ArrowRight: () => buttons[index + 1],
      ArrowLeft: () => buttons[index - 1],
      ArrowDown: () => nearestInNextRow(buttons, index, 1),
      ArrowUp: () => nearestInNextRow(buttons, index, -1),
      Home: () => buttons[0],
      End: () => buttons[buttons.length - 1],
    }[event.key]();
    if (!next && event.key === 'ArrowUp') this.#search.focus();
    this.#goTo(next);
  }
}

const MOVES = ['ArrowRight', 'ArrowLeft', 'ArrowDown', 'ArrowUp', 'Home', 'End'];

const TITLES = {
  found: () => t('emojiFound'),
  recent: () => t('emojiRecent'),
  faces: () => t('emojiFaces'),
  people: () => t('emojiPeople'),
  shop: () => t('emojiShop'),
  nature: () => t('emojiNature'),
  food: () => t('emojiFood'),
  fun: () => t('emojiFun'),
  places: () => t('emojiPlaces'),
  things: () => t('emojiThings'),
  signs: () => t('emojiSigns'),
  flags: () => t('emojiFlags'),
};

const ICONS = {
  recent: 'clock', faces: 'smile', people: 'hand', shop: 'shop', nature: 'leaf', food: 'cup', fun: 'ball', places: 'car', things: 'bulb', signs: 'heart', flags: 'flag',
};

// Straight up or down, or the last one of a shorter row; the rows are as the window made them.
function nearestInNextRow(buttons, index, step) {
  const { offsetLeft: left, offsetTop: top } = buttons[index];
  let best;
  let row = null;
  for (let at = index + step; buttons[at]; at += step) {
    const { offsetLeft, offsetTop } = buttons[at];
    if (offsetTop === top) continue;
    if (row === null) row = offsetTop;
    if (offsetTop !== row) break;
    if (!best || Math.abs(offsetLeft - left) < Math.abs(best.offsetLeft - left)) best = buttons[at];
  }
  return best;
}
