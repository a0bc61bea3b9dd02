// When messages may make a sound, be notified and count on the app's icon: by the choice made for a conversation, and
// by the hours in which one doesn't want to be disturbed. What is urgent always may.
import { Emitter } from './emitter.js';
import { EVERYONE } from './wire.js';

const DAY_MIN = 1440;
const MOST_WAIT_MS = 60000; // a computer that slept finds the hour out within a minute

// 'HH:MM' as minutes of the day; NaN for what is none.
export function minutesOf(time) {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time) || [];
  return 60 * Number(hours) + Number(minutes);
}

// Whether that minute of the day lies between the two, the first included, over midnight too. From an hour to the same
// hour is the whole day.
export function isBetween(minute, from, to) {
  if (Number.isNaN(from) || Number.isNaN(to)) return false;
  return (minute - from + DAY_MIN) % DAY_MIN < ((to - from + DAY_MIN) % DAY_MIN || DAY_MIN);
}

// Eight in the morning of the next day, where somebody says "until tomorrow"; before that hour, of this one.
export function tomorrow(now) {
  const HOUR = 8;
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + (now.getHours() < HOUR ? 0 : 1), HOUR);
}

// Whether a message names this person, or everyone.
export function isNamed(message, userId) {
  return Boolean(message.mentions) && message.mentions.some((id) => id === userId || id === EVERYONE) && message.userId !== userId;
}

// Fires `change` when quiet begins or ends, or a choice is another one.
export class Quiet extends Emitter {
  #settings;
  #userId;
  #wasOn;

  constructor(settings, userId) {
    super();
    this.#settings = settings;
    this.#userId = userId;
    this.#wasOn = this.isOn();
    settings.on('change', (name) => {
      if (name !== 'muted' && !name.startsWith('quiet')) return;
      this.#wasOn = this.isOn();
      this.fire('change');
    });
    setInterval(() => this.#look(), MOST_WAIT_MS);
  }

  isOn(now = new Date()) {
    const { hours, from, to, until } = this.#choice;
    if (now.getTime() < until) return true;
    return hours && isBetween(60 * now.getHours() + now.getMinutes(), minutesOf(from), minutesOf(to));
  }

  // Till when it was switched on by hand; null when it is not.
  until(now = new Date()) {
    const { until } = this.#choice;
    return now.getTime() < until ? new Date(until) : null;
  }

  // Whether somebody else's message may be told of now.
  tells(message, now = new Date()) {
    if (message.isUrgent) return true;
    if (this.isOn(now)) return false;
    const level = this.#settings.levelOf(message.conversationId);
    return level === 'all' || (level === 'mentions' && isNamed(message, this.#userId));
  }

  // How many of the unread messages call. `mentioned(id)`: how many of a conversation's name this person.
  count(conversations, mentioned) {
    if (this.isOn()) return 0;
    return conversations.reduce((sum, { id, unread }) => {
      const level = this.#settings.levelOf(id);
      return sum + (level === 'all' ? unread : level === 'mentions' ? Math.min(unread, mentioned(id)) : 0);
    }, 0);
  }

  get #choice() {
    const [hours, from, to, until] = ['quietHours', 'quietFrom', 'quietTo', 'quietUntil'].map((name) => this.#settings.get(name));
    return { hours, from, to, until };
  }

  #look() {
    if (this.isOn() === this.#wasOn) return;
    this.#wasOn = !this.#wasOn;
    this.fire('change');
  }
}
