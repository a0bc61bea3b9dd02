// The crossed bell on the button of the settings: that nothing calls now, and until when.
import { t } from '../i18n.js';
import { clockTime, isSameDay } from '../text.js';
import { byId, part, setText, show } from './dom.js';

const MINUTE_MS = 60000; // at midnight "mañana" is today

export class QuietSign {
  #root = byId('descanso-signo');
  #settings;
  #quiet;

  constructor({ settings, quiet }) {
    this.#settings = settings;
    this.#quiet = quiet;
    quiet.on('change', () => this.#render());
    setInterval(() => this.#render(), MINUTE_MS);
    this.#render();
  }

  #render() {
    const isOn = this.#quiet.isOn();
    const sentence = isOn ? this.#sentence() : '';
    show(this.#root, isOn);
    setText(part(this.#root, 'words'), sentence);
    if (this.#root.title !== sentence) this.#root.title = sentence;
  }

  #sentence() {
    const until = this.#quiet.until();
    if (until) return t(isSameDay(until, new Date()) ? 'quietSign' : 'quietSignNextDay', { time: clockTime(until) });
    const [from, to] = [this.#settings.get('quietFrom'), this.#settings.get('quietTo')];
    return from === to ? t('quietSignAlways') : t('quietSign', { time: to });
  }
}
