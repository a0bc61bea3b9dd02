// Tells of messages that nobody is looking at: by the system's notifications where the browser has them and the person
// wants them, by a sound, and by the number on the app's icon.
import { titleOf } from './conversations.js';
import { Emitter } from './emitter.js';
import { t } from './i18n.js';
import { Sound } from './sound.js';
import { onWorkerMessage, worker } from './worker.js';

const TOLD = 'weigence-chat:avisado'; // the messages that some tab has told of, so that the others don't
const MOST_TOLD = 50; // more than two tabs can be apart
const OTHERS_MS = 150; // that a tab which is looking at the conversation has, to say so
const MOST_TEXT = 200; // characters; the system cuts it anyway

// Fires `change` when `state` may be another.
export class Notifier extends Emitter {
  #settings;
  #isLooked;
  #may;
  #open;
  #sound = new Sound();
  #waiting = new Map(); // by conversation: {message, conversation, count}
  #shown = new Map(); // by conversation: a Notification, or null where the worker has shown it
  #timer = null;
  #unread = null; // as last told to settle()

  // `isLooked(conversationId)`: it is open here, before somebody's eyes; `open(conversationId)`; `may(message)`: it may be
  // told of now.
  constructor({ settings, isLooked, open, may = () => true }) {
    super();
    this.#may = may;
    this.#settings = settings;
    this.#isLooked = isLooked;
    this.#open = open;
    onWorkerMessage((data) => { if (data && data.open) this.#open(data.open); });
    this.#adopt();
  }

  // 'unavailable', 'denied', 'default' (not asked yet) or 'granted'.
  get state() {
    if (!window.isSecureContext || !window.Notification) return 'unavailable';
    return Notification.permission;
  }

  // A sentence that tells why it is so, and what can be done.
  get reason() {
    if (!window.isSecureContext) return t('notifyNeedsHttps');
    if (!window.Notification) return t('notifyNeedsInstalling');
    return t({ denied: 'notifyDenied', default: 'notifyNotAsked', granted: 'notifyGranted' }[this.state]);
  }

  // What can't wait rings whatever is muted.
  alarm() {
    this.#sound.alarm();
  }

  // Only out of a click: browsers refuse a page that asks by itself, and people do too. Resolves to the state.
  async ask() {
    if (this.state === 'default') {
      // An old Safari answers only by the callback.
      await new Promise((resolve) => {
        const promise = Notification.requestPermission(resolve);
        if (promise) promise.then(resolve, resolve);
      });
    }
    if (this.state === 'granted') this.#settings.set('notify', true);
    this.fire('change');
    return this.state;
  }

  // Somebody else's message came. `author` and the conversation's title are told, and what it says.
  tell(message, conversation, author) {
    if (this.#isLooked(message.conversationId)) return claim(message.id);
    if (!this.#may(message)) return;
    const { count = 0 } = this.#waiting.get(message.conversationId) || {};
    this.#waiting.set(message.conversationId, { message, conversation, author, count: count + 1 });
    if (this.#timer === null) this.#timer = setTimeout(() => this.#tellNow(), OTHERS_MS + OTHERS_MS * Math.random());
  }

  // What was read needs telling no more. `unread(conversationId)`: how many there are.
  settle(unread) {
    this.#unread = unread;
    for (const id of this.#shown.keys()) if (!unread(id)) this.#close(id);
    for (const id of this.#waiting.keys()) if (!unread(id)) this.#waiting.delete(id);
  }

  // On the icon of an installed app.
  setBadge(count) {
    const set = count > 0 ? navigator.setAppBadge : navigator.clearAppBadge;
    if (set) set.call(navigator, count > 0 ? count : undefined).catch(() => {});
  }

  #tellNow() {
    this.#timer = null;
    const news = Array.from(this.#waiting.values()).filter(({ message }) => claim(message.id));
    this.#waiting.clear();
    if (news.length && this.#settings.get('sound')) this.#sound.play();
    if (this.state !== 'granted' || !this.#settings.get('notify')) return;
    for (const one of news) this.#show(one).catch(() => {}); // Android has none without a worker
  }

  async #show({ message, conversation, author, count }) {
    const { id: messageId, conversationId, text } = message;
    const group = conversation && conversation.isGroup ? titleOf(conversation) : '';
    const title = t('notifyTitle', { name: author, group, count });
    const options = {
      body: Array.from(text).slice(0, MOST_TEXT).join(''),
      tag: conversationId, renotify: true, silent: true, // the sound is ours, and a choice
      icon: '/static/icons/icon-192.png', badge: '/static/icons/badge-96.png',
      timestamp: message.sentAt.getTime() || Date.now(), data: { conversationId, messageId },
    };
    const registration = await worker();
    if (registration) {
      this.#shown.set(conversationId, null);
      return registration.showNotification(title, options);
    }
    const notification = new Notification(title, options);
    this.#shown.set(conversationId, notification);
    notification.addEventListener('click', () => {
      window.focus();
      notification.close();
      this.#open(conversationId);
    });
  }

  // What the worker showed for a page that is closed by now is this one's to close when it is read.
  async #adopt() {
    const registration = await worker();
    if (!registration || !registration.getNotifications) return;
    for (const { tag } of await registration.getNotifications().catch(() => [])) if (tag && !this.#shown.has(tag)) this.#shown.set(tag, null);
    if (this.#unread) this.settle(this.#unread);
  }

  async #close(conversationId) {
    const notification = this.#shown.get(conversationId);
    this.#shown.delete(conversationId);
    if (notification) return notification.close();
    const registration = await worker();
    if (!registration) return;
    for (const one of await registration.getNotifications({ tag: conversationId })) one.close();
  }
}

// True for one tab of this browser; the others keep quiet.
function claim(messageId) {
  try {
    const told = (localStorage.getItem(TOLD) || '').split(' ');
    if (told.includes(messageId)) return false;
    localStorage.setItem(TOLD, [...told.slice(-MOST_TOLD), messageId].join(' '));
  } catch (forbiddenOrFull) { // every tab for itself
  }
  return true;
}
