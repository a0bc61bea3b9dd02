// What nobody needs to read and to write: the dialogs, the search, the shortcuts. It is asked for when the list is there,
// so that a slow phone on a slow line has that first.
import { Finding } from './finding.js';
import { Uploads } from './uploads.js';
import { AttachView } from './views/attach.js';
import { InfoView } from './views/info.js';
import { MentionView } from './views/mention.js';
import { NewChatView } from './views/newchat.js';
import { SettingsView } from './views/settings.js';
import { UrgentListView } from './views/urgentlist.js';
import { FileLine } from './wire.js';

export class Extras {
  #info;
  #mention;
  #finding;
  #urgent;
  #uploads = new Uploads(new FileLine());
  #attach;

  // `page` as for Finding, and openAt(conversationId, messageId); `server`: {people(), direct(personId), group(name,
  // personIds)}, as for NewChatView, urgent(beforeId), and groups, as for GroupView.
  constructor({ conversations, settings, notifier, me, quiet, presence, page, server }) {
    const { people, direct } = server;
    const { open } = page;
    this.#info = new InfoView({ me, settings, presence, conversations, direct, open, server: { ...server.groups, people } });
    this.#mention = new MentionView({ current: page.current, say: page.say });
    this.#finding = new Finding({ conversations, settings, people, start: direct, page });
    this.#urgent = new UrgentListView({
      me, urgent: server.urgent, conversation: (id) => conversations.get(id), open: page.openAt,
    });
    new SettingsView({ settings, me, notifier, quiet });
    new NewChatView({ ...server, open });
    this.#attach = new AttachView({ uploads: this.#uploads, current: page.current, say: page.say });
    this.#uploads.on('ready', (...message) => server.send(...message));
  }

  // Whether there are files to be sent, or a message that waits for its files.
  hasFiles(conversationId) {
    return this.#uploads.of(conversationId).length > 0;
  }

  // The message goes out with the files that were chosen for it, when they are there; false when there are none.
  sendFiles(conversationId, text, wishes) {
    return this.#uploads.send(conversationId, text, wishes);
  }

  showInfo(conversation) {
    this.#info.open(conversation);
  }

  showUrgent() {
    this.#urgent.open();
  }

  // Ids of those who were chosen by name, where several have it.
  get chosen() {
    return this.#mention.chosen;
  }

  left(conversationId) {
    this.#info.left(conversationId);
  }

  entered(conversationId) {
    this.#attach.render();
    this.#mention.close();
    this.#finding.entered(conversationId);
  }

  peopleChanged() {
    this.#finding.peopleChanged();
  }
}
