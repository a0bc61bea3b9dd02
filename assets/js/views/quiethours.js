// In the settings: when one doesn't want to be disturbed, now or every day.
import { t } from '../i18n.js';
import { minutesOf, tomorrow } from '../quiet.js';
import { clockTime, isSameDay } from '../text.js';
import { byId, setText, show } from './dom.js';

const HOUR_MS = 3600000;

export class QuietHoursView {
  #settings;
  #quiet;
  #hours = byId('ajustes-descanso-horas');
  #from = byId('ajustes-descanso-desde');
  #to = byId('ajustes-descanso-hasta');
  #end = byId('btn-descanso-fin');
  #missing = byId('ajustes-descanso-falta');

  constructor({ settings, quiet }) {
    this.#settings = settings;
    this.#quiet = quiet;
    this.#hours.addEventListener('change', () => settings.set('quietHours', this.#hours.checked));
    for (const [input, name] of [[this.#from, 'quietFrom'], [this.#to, 'quietTo']]) {
      input.addEventListener('change', () => this.#setTime(input, name));
      input.addEventListener('blur', () => this.#left(input, name));
    }
    this.#on('btn-descanso-hora', () => Date.now() + HOUR_MS);
    this.#on('btn-descanso-manana', () => tomorrow(new Date()).getTime());
    this.#on('btn-descanso-fin', () => 0);
    quiet.on('change', () => this.render());
    this.render();
  }

  // The settings are opened.
  begin() {
    this.#say('');
    this.render();
  }

  render() {
    const until = this.#quiet.until();
    const hours = this.#settings.get('quietHours');
    this.#hours.checked = hours;
    show(byId('ajustes-descanso-desde-hasta'), hours);
    for (const [input, name] of [[this.#from, 'quietFrom'], [this.#to, 'quietTo']]) {
      if (document.activeElement !== input) input.value = this.#settings.get(name);
    }
    setText(byId('ajustes-descanso-nota'), this.#sentence(until));
    if (!until && document.activeElement === this.#end) byId('btn-descanso-hora').focus();
    show(this.#end, until !== null);
  }

  #on(id, until) {
    byId(id).addEventListener('click', () => this.#settings.set('quietUntil', until()));
  }

  #setTime(input, name) {
    const isTime = !Number.isNaN(minutesOf(input.value));
    if (isTime) this.#settings.set(name, input.value);
    input.setAttribute('aria-invalid', String(!isTime));
    this.#say(isTime ? '' : t('quietMissing', { from: this.#settings.get('quietFrom'), to: this.#settings.get('quietTo') }));
  }

  // What is in force is there again; why, stays to be read.
  #left(input, name) {
    input.value = this.#settings.get(name);
    input.setAttribute('aria-invalid', 'false');
  }

  #say(sentence) {
    setText(this.#missing, sentence);
    show(this.#missing, sentence !== '');
  }

  #sentence(until) {
    if (until) return t(isSameDay(until, new Date()) ? 'quietUntilToday' : 'quietUntilNextDay', { time: clockTime(until) });
    if (!this.#quiet.isOn()) return '';
    const [from, to] = [this.#settings.get('quietFrom'), this.#settings.get('quietTo')];
    return from === to ? t('quietAlways') : t('quietNow', { time: to });
  }
}
