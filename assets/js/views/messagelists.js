// Lists of messages in a dialog: those one has starred, those pinned in a conversation, and what one said before.
import { titleOf } from '../conversations.js';
import { t } from '../i18n.js';
import { exactTime } from '../text.js';
import { nameIn } from './marks.js';
import { setText, show } from './dom.js';
import { stampDialog } from './stamped.js';

class ListDialog {
  view;

  constructor(title) {
    this.view = stampDialog(title);
  }

  begin() {
    this.view.part('list').replaceChildren();
    show(this.view.part('more'), false);
    this.say(t('loading'));
    this.view.dialog.open();
  }

  async add(fetch, empty) {
    try {
      const rows = await fetch();
      this.view.part('list').append(...rows);
      this.say(this.view.part('list').children.length ? '' : empty);
    } catch (error) {
      this.say(error.message);
    }
  }

  say(text) {
    setText(this.view.part('note'), text);
    show(this.view.part('note'), text !== '');
  }

  // A button that leads to the message, or with no `press` a text.
  row(about, text, press) {
    const item = document.createElement('li');
    const row = document.createElement(press ? 'button' : 'div');
    row.className = 'row is-lines';
    const box = document.createElement('span');
    box.className = 'row-text';
    for (const [words, className] of [[about, 'row-preview'], [text, 'row-words']]) {
      const line = document.createElement('span');
      line.className = className;
      line.textContent = words;
      box.append(line);
    }
    row.append(box);
    if (press) {
      row.type = 'button';
      row.addEventListener('click', () => {
        this.view.dialog.close();
        press();
      });
    }
    item.append(row);
    return item;
  }
}

export class EditionsView extends ListDialog {
  #api;

  constructor({ api }) {
    super(t('editions'));
    this.#api = api;
  }

  open({ id, text }) {
    this.begin();
    this.add(async () => {
      const before = await this.#api.editions(id);
      return [this.row(t('textNow'), text), ...before.reverse().map((one) => this.row(t('textUntil', { when: exactTime(one.until) }), one.text))];
    }, '');
  }
}

export class PinnedListView extends ListDialog {
  #api;
  #openAt;

  constructor({ api, openAt }) {
    super(t('pinnedMessages'));
    this.#api = api;
    this.#openAt = openAt;
  }

  open(conversation) {
    this.begin();
    this.add(async () => (await this.#api.pinned(conversation.id)).reverse().map((message) => {
      const name = nameIn(conversation, message.userId, message.author && message.author.name);
      return this.row(`${name} · ${exactTime(message.sentAt)}`, message.text, () => this.#openAt(conversation.id, message.id));
    }), t('noPinned'));
  }
}

export class StarredView extends ListDialog {
  #chat;
  #last = null;

  constructor(chat) {
    super(t('starredMessages'));
    this.#chat = chat;
    this.view.part('more').addEventListener('click', () => this.#load());
  }

  open() {
    this.#last = null;
    this.begin();
    this.#load();
  }

  #load() {
    const { api, conversations, openAt } = this.#chat;
    return this.add(async () => {
      const { messages, hasOlder } = await api.starred(this.#last);
      if (messages.length) this.#last = messages[messages.length - 1].id;
      show(this.view.part('more'), hasOlder);
      return messages.map((message) => {
        const conversation = conversations.get(message.conversationId);
        const name = nameIn(conversation || { people: [] }, message.userId, message.author && message.author.name);
        const about = [name, conversation && titleOf(conversation), exactTime(message.sentAt)].filter(Boolean).join(' · ');
        return this.row(about, message.text, () => openAt(message.conversationId, message.id));
      });
    }, t('noStarred'));
  }
}
