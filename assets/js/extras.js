// What nobody needs to read and to write: the dialogs, the search, the shortcuts. It is asked for when the list is there,
// so that a slow phone on a slow line has that first.
import { Finding } from './finding.js';
import { InfoView } from './views/info.js';
import { MentionView } from './views/mention.js';
import { NewChatView } from './views/newchat.js';
import { SettingsView } from './views/settings.js';
import { UrgentListView } from './views/urgentlist.js';

export class Extras {
  #info;
  #mention;
  #finding;
  #urgent;

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
    this.#mention.close();
    this.#finding.entered(conversationId);
  }

  peopleChanged() {
    this.#finding.peopleChanged();
  }
}
