// The window around the page: its title, address and height, coming and going, and what a screen reader is told.
import { Announcer } from '../announcer.js';
import { t } from '../i18n.js';
import { byId, setText } from './dom.js';
import { Favicon } from './favicon.js';

const FORGET_MS = 1000;
const LOGGED_OUT = 'weigence-chat:salida';
const LOGOUT_MS = 500; // that the other tab's request takes, so that a reload finds the session ended
const AWAY_MS = 30000; // who was away for less than this missed nothing that the live line did not bring

export class WindowView {
  #title = document.title;
  #favicon = new Favicon();
  #leftAt = 0;
  #announcer = new Announcer((text) => setText(byId('anuncios'), text), (count) => t('announceMany', { count }));

  // `on`: {onAddress(), onReturn(), onLogout() → a promise, isLeavingSafe() → bool}
  constructor(on) {
    window.addEventListener('popstate', () => on.onAddress());
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) this.#leftAt = Date.now();
      else if (Date.now() - this.#leftAt > AWAY_MS) on.onReturn();
    });
    window.addEventListener('pageshow', (event) => { if (event.persisted) on.onReturn(); });
    window.addEventListener('beforeunload', (event) => { if (!on.isLeavingSafe()) event.preventDefault(); });
    // In another tab: nobody else may read on here. What is being written is kept, and asked about where it can't be.
    window.addEventListener('storage', (event) => { if (event.key === LOGGED_OUT && event.newValue) setTimeout(() => location.reload(), LOGOUT_MS); });
    document.addEventListener('submit', (event) => this.#submitted(event, on.onLogout));
    this.#followKeyboard();
  }

  // Somebody can be reading here.
  get isLooked() {
    return !document.hidden && document.hasFocus();
  }

  setUnread(count) {
    document.title = count > 0 ? `(${count}) ${this.#title}` : this.#title;
    this.#favicon.setUnread(count);
  }

  // A message that came.
  announce(text) {
    this.#announcer.message(text);
  }

  // What went wrong, or what a key did.
  tell(text) {
    this.#announcer.notice(text);
  }

  // First what was kept here goes, then the person; a browser that can't forget in time lets them go all the same.
  #submitted(event, onLogout) {
    const form = event.target;
    if (form.getAttribute('action') !== '/logout') return;
    event.preventDefault();
    const patience = new Promise((resolve) => { setTimeout(resolve, FORGET_MS); });
    Promise.race([onLogout(), patience]).then(() => {
      try {
        localStorage.setItem(LOGGED_OUT, String(Date.now()));
      } catch (forbidden) { // then they find out by themselves
      }
      form.submit();
    });
  }

  // The open conversation is in the address, so that a reload comes back to it and a phone's Back leads to the list.
  get address() {
    return location.hash.slice(1);
  }

  showAddress(id) {
    if (this.address === (id || '')) return;
    if (id && !this.address) history.pushState({ isOurs: true }, '', `#${id}`);
    else history.replaceState(history.state, '', id ? `#${id}` : location.pathname);
  }

  goBack() {
    if (history.state && history.state.isOurs) return history.back();
    history.replaceState(null, '', location.pathname);
    window.dispatchEvent(new PopStateEvent('popstate'));
  }

  // A phone's keyboard covers the page without making it smaller (Safari): the page takes the height that is left.
  #followKeyboard() {
    const view = window.visualViewport;
    if (!view) return;
    const fit = () => {
      if (view.scale > 1.01) return; // pinched: somebody looks closer, nothing is covered
      document.documentElement.style.setProperty('--app-height', `${view.height}px`);
      window.scrollTo(0, 0);
    };
    view.addEventListener('resize', fit);
    fit();
  }
}
