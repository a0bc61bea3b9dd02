// What nobody needs to read and to write: the dialogs, the search, the shortcuts. It is asked for when the list is there,
// so that a slow phone on a slow line has that first.
import { Finding } from './finding.js';
import { InfoView } from './views/info.js';
import { NewChatView } from './views/newchat.js';
import { SettingsView } from './views/settings.js';
import { UrgentListView } from './views/urgentlist.js';

export class Extras {
  #info;
  #finding;
  #urgent;
  #settings;

  // `page` as for Finding, and openAt(conversationId, messageId); `server`: {people(), direct(personId), group(name,
  // personIds)}, as for NewChatView, and urgent(beforeId).
  constructor({ conversations, settings, notifier, me, page, server }) {
    this.#settings = settings;
    const { people, direct } = server;
    const { open } = page;
    this.#info = new InfoView({ me, direct, open, mute: (id, isMuted) => settings.setMuted(id, isMuted) });
    this.#finding = new Finding({ conversations, settings, people, start: direct, page });
    this.#urgent = new UrgentListView({
      me, urgent: server.urgent, conversation: (id) => conversations.get(id), open: page.openAt,
    });
    new SettingsView({ settings, me, notifier });
    new NewChatView({ ...server, open });
  }

  showInfo(conversation) {
    this.#info.open(conversation, this.#settings.isMuted(conversation.id));
  }

  showUrgent() {
    this.#urgent.open();
  }

  entered(conversationId) {
    this.#finding.entered(conversationId);
  }

  peopleChanged() {
    this.#finding.peopleChanged();
  }
}
