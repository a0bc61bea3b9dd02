// Beside the name of the open conversation: whether the other one is here or since when not, or how many of a group.
import { t } from '../i18n.js';
import { fullTime, seenAgo } from '../text.js';
import { byId, setText, show } from './dom.js';

const MINUTE_MS = 60000; // "hace 5 min" goes on by itself

export class PresenceView {
  #place = byId('chat-presencia');
  #presence;
  #conversation = null;

  constructor(presence) {
    this.#presence = presence;
    presence.on('change', () => this.#paint());
    setInterval(() => this.#paint(), MINUTE_MS);
    document.addEventListener('visibilitychange', () => this.#paint()); // a hidden tab's minutes may be longer
  }

  open(conversation) {
    this.#conversation = conversation;
    this.#paint();
  }

  #paint() {
    if (!this.#conversation) return;
    const { text, exactly, isOnline } = this.#words(this.#conversation);
    setText(this.#place, text);
    this.#place.title = exactly;
    this.#place.classList.toggle('is-online', isOnline);
    show(this.#place, text !== '');
  }

  #words({ isGroup, people }) {
    if (isGroup) {
      const count = people.filter((person) => this.#presence.isOnline(person.id)).length;
      return { text: count ? t('onlineCount', { count }) : '', exactly: '', isOnline: count > 0 };
    }
    const known = people[0] && this.#presence.of(people[0].id);
    if (!known) return { text: '', exactly: '', isOnline: false };
    if (known.isOnline) return { text: t('online'), exactly: '', isOnline: true };
    const text = seenAgo(known.seenAt);
    return { text, exactly: text && t('seenExactly', { when: fullTime(known.seenAt) }), isOnline: false };
  }
}
