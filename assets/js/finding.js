// Getting around: joins the search box, the switcher and the shortcuts with the conversations and people.
import { batched } from './batched.js';
import { titleOf } from './conversations.js';
import { Finder } from './finder.js';
import { t } from './i18n.js';
import { People } from './people.js';
import { SearchView } from './views/search.js';
import { ShortcutsView } from './views/shortcuts.js';
import { SwitcherView } from './views/switcher.js';

export class Finding {
  #conversations;
  #settings;
  #people;
  #finder;
  #search;
  #switcher;
  #shortcuts;
  #page;

  // `page`: {current() → conversation or null, open(id), back(), isListCovered(), say(sentence)}; `people` and `start`
  // (personId → the id of a conversation) ask the server.
  constructor({ conversations, settings, people, start, page, search }) {
    this.#conversations = conversations;
    this.#settings = settings;
    this.#page = page;
    this.#people = new People(people);
    this.#finder = new Finder(conversations, this.#people);
    const on = {
      ask: () => this.#people.refresh(),
      find: (search) => this.#finder.find(search, page.current() && page.current().id),
      start,
      open: (id) => page.open(id),
    };
    this.#search = new SearchView({ ...on, said: { search, conversation: (id) => conversations.get(id), open: page.openAt } });
    this.#switcher = new SwitcherView(on);
    this.#shortcuts = new ShortcutsView({ settings, act: (name) => this.#act(name) });
    const refresh = batched(() => {
      this.#search.refresh();
      this.#switcher.refresh();
    });
    conversations.on('change', refresh);
    this.#people.on('change', refresh);
  }

  entered(id) {
    this.#finder.visited(id);
  }

  // Somebody may have come, gone or been given another name.
  peopleChanged() {
    this.#people.expire();
  }

  // True when there was something to do.
  #act(name) {
    if (name === 'switch') this.#switcher.toggle();
    else if (name === 'search') this.#openSearch();
    else if (name === 'help') this.#shortcuts.open();
    else if (name === 'previous') return this.#step(-1);
    else if (name === 'next') return this.#step(1);
    else if (name === 'nextUnread') return this.#openUnread();
    else if (name === 'mute') return this.#mute();
    else if (name === 'back') return this.#page.back();
    return true;
  }

  // On a phone the box is under the conversation; the switcher searches the same.
  #openSearch() {
    if (this.#page.isListCovered()) this.#switcher.toggle();
    else this.#search.focus();
  }

  #step(by) {
    const { all } = this.#conversations;
    const at = all.indexOf(this.#page.current());
    const next = at < 0 ? all[by > 0 ? 0 : all.length - 1] : all[at + by];
    if (next) this.#page.open(next.id);
    return true;
  }

  // Below the open one first, then from the top.
  #openUnread() {
    const { all } = this.#conversations;
    const from = all.indexOf(this.#page.current()) + 1;
    const next = [...all.slice(from), ...all.slice(0, from)].find(({ unread }) => unread > 0);
    if (next) this.#page.open(next.id);
    return true;
  }

  #mute() {
    const current = this.#page.current();
    if (!current) return false;
    const isMuted = !this.#settings.isMuted(current.id);
    this.#settings.setMuted(current.id, isMuted);
    this.#page.say(t(isMuted ? 'mutedNow' : 'unmutedNow', { name: titleOf(current) }));
    return true;
  }
}
