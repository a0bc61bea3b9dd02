// What a person chose on this device: theme, language, sounds. Kept in localStorage; where that is forbidden, in memory.
import { Emitter } from './emitter.js';

const KEY = 'weigence-chat:ajustes';
const DEFAULTS = {
  theme: 'system', // 'light', 'dark' or 'system'
  language: 'es-CL', // or 'en'
  sound: true,
  notify: false, // system notifications, once the browser allows them
  singleKeys: true, // the shortcuts of one key; who speaks to the computer switches them off
  muted: [], // ids of conversations that make no sound and no notification
  mentionsOnly: [], // ids of those that do only when one is named
  quietHours: false, // every day from `quietFrom` to `quietTo`, no sound and no notification
  quietFrom: '22:00',
  quietTo: '08:00',
  quietUntil: 0, // ms since 1970: neither before that
};

// Fires `change` (name).
export class Settings extends Emitter {
  #values = read();

  constructor() {
    super();
    // Another tab of the same person's.
    window.addEventListener('storage', (event) => {
      if (event.key !== KEY) return;
      this.#values = read();
      for (const name of Object.keys(DEFAULTS)) this.fire('change', name);
    });
  }

  get(name) {
    return this.#values[name];
  }

  set(name, value) {
    this.#values = { ...this.#values, [name]: value };
    try {
      localStorage.setItem(KEY, JSON.stringify(this.#values));
    } catch (forbiddenOrFull) { // the memory has it
    }
    this.fire('change', name);
  }

  isMuted(conversationId) {
    return this.#values.muted.includes(conversationId);
  }

  setMuted(conversationId, isMuted) {
    this.setLevel(conversationId, isMuted ? 'none' : 'all');
  }

  // What a conversation may tell of: 'all', 'mentions' or 'none'.
  levelOf(conversationId) {
    if (this.isMuted(conversationId)) return 'none';
    return this.#values.mentionsOnly.includes(conversationId) ? 'mentions' : 'all';
  }

  setLevel(conversationId, level) {
    const others = (name) => this.#values[name].filter((id) => id !== conversationId);
    this.#values.mentionsOnly = level === 'mentions' ? [...others('mentionsOnly'), conversationId] : others('mentionsOnly');
    this.set('muted', level === 'none' ? [...others('muted'), conversationId] : others('muted'));
  }
}

// Whatever stands there, of an older version or by somebody's hand: each value is of its kind, or the default.
function read() {
  let kept = {};
  try {
    kept = JSON.parse(localStorage.getItem(KEY)) || {};
  } catch (forbiddenOrBroken) { // the defaults
  }
  const values = { ...DEFAULTS };
  for (const [name, usual] of Object.entries(DEFAULTS)) {
    if (typeof kept[name] === typeof usual && Array.isArray(kept[name]) === Array.isArray(usual)) values[name] = kept[name];
  }
  for (const name of ['muted', 'mentionsOnly']) values[name] = values[name].filter((id) => typeof id === 'string');
  return values;
}
