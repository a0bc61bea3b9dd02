// A dialog that is not in the document until it is first needed: #plantilla-dialogo.
import { Dialog } from './dialog.js';
import { part, setText, stamp } from './dom.js';

let made = 0;

// {modal, dialog, part(name)}, with that title; `isFitted`: as high as what is in it.
export function stampDialog(title, { isFitted = false } = {}) {
  const modal = stamp('plantilla-dialogo');
  const heading = part(modal, 'title');
  heading.id = `dialogo-${made += 1}`;
  setText(heading, title);
  modal.querySelector('[role=dialog]').setAttribute('aria-labelledby', heading.id);
  modal.querySelector('[role=dialog]').classList.toggle('is-fitted', Boolean(isFitted));
  document.body.append(modal);
  return { modal, dialog: new Dialog(modal), part: (name) => part(modal, name) };
}
