// Who reacted to a message, and with what: a dialog, for who has no mouse to point with.
import { personIn } from '../conversations.js';
import { t } from '../i18n.js';
import { arrange, paintAvatar, part, setText, show, stamp } from './dom.js';
import { nameIn, ownId } from './marks.js';
import { stampDialog } from './stamped.js';

class ReactedView {
  #view = stampDialog(t('reactions'), { isFitted: true });

  constructor() {
    show(this.#view.part('note'), false);
  }

  // Whoever chose `first` stands above the others; each person once, with all that they chose.
  open(reactions, conversation, first) {
    const chosen = new Map(); // a person's id → their signs
    const isFirst = ({ emoji }) => emoji === first;
    for (const { emoji, userIds } of [...reactions.filter(isFirst), ...reactions.filter((one) => !isFirst(one))]) {
      for (const id of userIds) chosen.set(id, [...(chosen.get(id) || []), emoji]);
    }
    arrange(this.#view.part('list'), Array.from(chosen, ([id, emoji]) => this.#row(id, emoji, conversation)));
    this.#view.dialog.open();
  }

  #row(id, emoji, conversation) {
    const row = document.createElement('li');
    row.className = 'row reacted';
    row.append(...Array.from(stamp('plantilla-persona').firstElementChild.children).slice(0, 2));
    const name = nameIn(conversation, id);
    const known = id === ownId() ? { name: document.body.dataset.usuarioNombre } : personIn(conversation, id);
    paintAvatar(part(row, 'avatar'), { id, name: (known && known.name) || name, initials: '' });
    setText(part(row, 'name'), name);
    setText(part(row, 'detail'), emoji.join(' '));
    return row;
  }
}

let view = null;

export function showReacted(...asked) {
  view = view || new ReactedView();
  view.open(...asked);
}
