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
    const others = this.#values.muted.filter((id) => id !== conversationId);
    this.set('muted', isMuted ? [...others, conversationId] : others);
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
  values.muted = values.muted.filter((id) => typeof id === 'string');
  return values;
}
