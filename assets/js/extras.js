// What nobody needs to read and to write: the dialogs, the search, the shortcuts. It is asked for when the list is there,
// so that a slow phone on a slow line has that first.
import { batched } from './batched.js';
import { Deeds } from './deeds.js';
import { Finding } from './finding.js';
import { Kept } from './kept.js';
import { Uploads } from './uploads.js';
import { AttachView } from './views/attach.js';
import { Groups } from './groups.js';
import { InfoView } from './views/info.js';
import { MentionView } from './views/mention.js';
import { NewChatView } from './views/newchat.js';
import { QuietSign } from './views/quietsign.js';
import { SettingsView } from './views/settings.js';
import { UrgentListView } from './views/urgentlist.js';
import { WithinView } from './views/within.js';
import { FileLine } from './wire.js';

export class Extras {
  #groups;
  #info;
  #deeds;
  #conversations;
  #mention;
  #finding;
  #urgent;
  #within;
  #uploads;
  #chat;
  #attach;

  // `page` as for Finding, and openAt(conversationId, messageId); `server`: {people(), direct(personId), group(name,
  // personIds)}, as for NewChatView, urgent(beforeId), and `api` and `apply` as for Groups; `chat` and `api` as for Deeds.
  constructor({ conversations, settings, notifier, me, quiet, presence, page, server, chat, api }) {
    this.#conversations = conversations;
    this.#deeds = new Deeds({ api, userId: me.id, conversations, openAt: page.openAt, ...chat });
    const { people, direct } = server;
    this.#groups = new Groups(server.api, server.apply);
    const { open } = page;
    this.#info = new InfoView({ me, settings, presence, conversations, direct, open, people, groups: this.#groups });
    this.#mention = new MentionView({ current: page.current, say: page.say });
    this.#finding = new Finding({
      conversations, settings, people, start: direct, page, search: (text, beforeId) => api.search(text, beforeId),
    });
    this.#urgent = new UrgentListView({
      me, urgent: server.urgent, conversation: (id) => conversations.get(id), open: page.openAt,
    });
    this.#within = new WithinView({ search: (...question) => api.search(...question), open: page.openAt });
    new QuietSign({ settings, quiet });
    new SettingsView({ settings, me, notifier, quiet });
    new NewChatView({ ...server, open });
    this.#chat = chat;
    this.#uploads = new Uploads(new FileLine(), new Kept('espera', me.id));
    this.#attach = new AttachView(this.#uploads, { current: page.current, say: page.say, notice: chat.notice, isEditing: () => this.#deeds.isEditing });
    this.#listen(server);
    for (const { conversationId, text, wishes } of this.#uploads.takeLeft()) this.#giveBack(conversationId, text, wishes);
  }

  #listen(server) {
    const uploads = this.#uploads;
    uploads.on('ready', async (id, ...message) => {
      await server.send(id, ...message);
      uploads.isSafe(id);
    });
    uploads.on('returned', (...message) => this.#giveBack(...message));
    uploads.on('change', batched(() => this.#chat.composer.recheck()));
  }

  // It was sent, and can't go out: it is there to be written on.
  #giveBack(conversationId, text, { replyTo, isUrgent }) {
    this.#deeds.answerAgain(conversationId, replyTo);
    this.#chat.giveBack(conversationId, text, isUrgent);
  }

  // Whether there are files that a message can take along, also one without a text.
  hasFiles(conversationId) {
    return this.#uploads.of(conversationId).length > 0 && !this.#uploads.isWanted(conversationId);
  }

  hasFailedFiles(conversationId) {
    return this.#uploads.hasFailed(conversationId);
  }

  // In any conversation: they go with the page.
  get hasUnsentFiles() {
    return this.#uploads.hasAny;
  }

  // The message goes out with the files that were chosen for it, when they are there; false when there are none.
  sendFiles(conversationId, text, wishes) {
    return this.#uploads.send(conversationId, text, wishes);
  }

  showInfo(conversation) {
    this.#info.open(conversation);
  }

  searchIn(conversation) {
    this.#within.open(conversation);
  }

  showUrgent() {
    this.#urgent.open();
  }

  // The ids of those whom a text names.
  namedIn(text, people) {
    return this.#mention.namedIn(text, people);
  }

  // This person is in it no more; true when it was their own wish.
  left(conversationId) {
    this.#info.left(conversationId);
    return this.#groups.isLeaving(conversationId);
  }

  get deeds() {
    return this.#deeds;
  }

  entered(conversationId) {
    this.#attach.render();
    this.#deeds.entered(this.#conversations.get(conversationId));
    this.#mention.close();
    this.#finding.entered(conversationId);
  }

  peopleChanged() {
    this.#finding.peopleChanged();
  }
}
