// The dialog of settings: what a person chooses on this device. Everything takes effect at once; another language reads
// the page again, and what is being written is kept by then (the drafts and the outbox).
import { t } from '../i18n.js';
import { VERSION } from '../version.js';
import { Dialog } from './dialog.js';
import { byId, paintAvatar, setText } from './dom.js';
import { QuietHoursView } from './quiethours.js';

const REOPEN = 'weigence-chat:ajustes'; // the page was read again for another language

export class SettingsView {
  #dialog = new Dialog(byId('modal-ajustes'));
  #themes = byId('ajustes-tema');
  #languages = byId('ajustes-idioma');
  #sound = byId('ajustes-sonido');
  #notify = byId('ajustes-notificar');
  #settings;
  #quietHours;
  #notifier;
  #me;

  // `notifier`: {state: 'unavailable' | 'denied' | 'default' | 'granted', reason: a sentence, ask() → Promise}
  constructor({ settings, notifier, me, quiet }) {
    this.#quietHours = new QuietHoursView({ settings, quiet });
    this.#settings = settings;
    this.#notifier = notifier;
    this.#me = me;
    byId('btn-ajustes').addEventListener('click', () => this.open());
    this.#themes.addEventListener('change', (event) => settings.set('theme', event.target.value));
    this.#languages.addEventListener('change', (event) => this.#speak(event.target.value));
    this.#sound.addEventListener('change', () => settings.set('sound', this.#sound.checked));
    this.#notify.addEventListener('change', () => this.#setNotify(this.#notify.checked));
    settings.on('change', (name) => {
      if (name === 'theme') showTheme(settings);
      if (this.#dialog.isOpen) this.#render();
    });
    me.on('change', () => { if (this.#dialog.isOpen) this.#render(); });
    this.#reopen();
  }

  open() {
    this.#render();
    this.#quietHours.begin();
    this.#dialog.open();
  }

  #reopen() {
    try {
      if (!sessionStorage.getItem(REOPEN)) return;
      sessionStorage.removeItem(REOPEN);
    } catch (forbidden) {
      return;
    }
    this.open();
    this.#languages.querySelector('input:checked').focus();
  }

  #speak(language) {
    this.#settings.set('language', language);
    try {
      sessionStorage.setItem(REOPEN, '1');
    } catch (forbidden) { // then it stays closed
    }
    location.reload();
  }

  // The browser's own question comes only after somebody wished for it here.
  async #setNotify(isWanted) {
    if (isWanted && this.#notifier.state === 'default') await this.#notifier.ask();
    this.#settings.set('notify', isWanted && this.#notifier.state === 'granted');
    this.#render();
  }

  #render() {
    const { state, reason } = this.#notifier;
    const { id, name } = this.#me;
    paintAvatar(byId('ajustes-avatar'), { id, name: name || id, initials: '' });
    setText(byId('ajustes-nombre'), name || id);
    setText(byId('ajustes-rut'), name ? id : '');
    for (const [group, setting] of [[this.#themes, 'theme'], [this.#languages, 'language']]) {
      for (const radio of group.querySelectorAll('input')) radio.checked = radio.value === this.#settings.get(setting);
    }
    this.#sound.checked = this.#settings.get('sound');
    this.#notify.disabled = state === 'unavailable' || state === 'denied';
    this.#notify.checked = state === 'granted' && this.#settings.get('notify');
    setText(byId('ajustes-notificar-nota'), reason || '');
    setText(byId('ajustes-version'), t('version', { version: VERSION }));
  }
}

// theme.js in the head did it before the page was painted; here for what is chosen now, also in another tab.
function showTheme(settings) {
  window.weigenceTheme(settings.get('theme'));
}
