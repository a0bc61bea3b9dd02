// Who has received one's own message, and who has read it, and when; kept up to date while it is open.
import { t } from '../i18n.js';
import { exactTime } from '../text.js';
import { arrange, paintAvatar, part, setText, show, stamp } from './dom.js';
import { stampDialog } from './stamped.js';

export class ReceiptView {
  #view = stampDialog(t('messageInfo'), { isFitted: true });
  #api;
  #message = null;

  constructor({ api }) {
    this.#api = api;
  }

  open(message) {
    this.#message = message;
    arrange(this.#view.part('list'), []);
    this.#say(t('loading'));
    this.#view.dialog.open();
    this.refresh();
  }

  async refresh() {
    const message = this.#message;
    if (!this.#view.dialog.isOpen) return;
    try {
      const receipts = await this.#api.receipts(message.id);
      if (message === this.#message) this.#render(receipts);
    } catch (error) {
      this.#say(error.message);
    }
  }

  #render(receipts) {
    const rank = ({ isRead, isReceived }) => (isRead ? 0 : isReceived ? 1 : 2);
    const rows = [...receipts].sort((one, other) => rank(one) - rank(other)).map((one) => this.#row(one));
    arrange(this.#view.part('list'), rows);
    this.#say('');
  }

  #row({ person, isReceived, receivedAt, isRead, readAt }) {
    const row = document.createElement('li');
    row.className = 'row';
    row.append(...Array.from(stamp('plantilla-persona').firstElementChild.children).slice(0, 2));
    paintAvatar(part(row, 'avatar'), person);
    setText(part(row, 'name'), person.name);
    const words = [isRead && t('readWhen', { when: readAt ? exactTime(readAt) : '' }), isReceived && t('receivedWhen', { when: receivedAt ? exactTime(receivedAt) : '' })].filter(Boolean);
    setText(part(row, 'detail'), words.join('\n') || t('stateWaiting'));
    row.classList.add('is-lines');
    return row;
  }

  #say(text) {
    setText(this.#view.part('note'), text);
    show(this.#view.part('note'), text !== '');
  }
}
