// A dialog that is not in the document until it is first needed: #plantilla-dialogo.
import { Dialog } from './dialog.js';
import { part, setText, stamp } from './dom.js';

let made = 0;

// {modal, dialog, part(name)}, with that title.
export function stampDialog(title, options) {
  const modal = stamp('plantilla-dialogo');
  const heading = part(modal, 'title');
  heading.id = `dialogo-${made += 1}`;
  setText(heading, title);
  modal.querySelector('[role=dialog]').setAttribute('aria-labelledby', heading.id);
  document.body.append(modal);
  return { modal, dialog: new Dialog(modal, options), part: (name) => part(modal, name) };
}
