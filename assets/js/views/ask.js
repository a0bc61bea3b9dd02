// A question that is answered with yes or no, before something that can't be taken back by oneself.
import { Dialog } from './dialog.js';
import { byId, setText } from './dom.js';

let asking = null; // {dialog, answer}: one question at a time

// Resolves to whether it was answered with `yes`.
export function ask({ title, text, yes, isDanger = false }) {
  const button = byId('btn-preguntar-si');
  if (!asking) {
    asking = { dialog: new Dialog(byId('modal-preguntar'), { onClose: () => answered(false) }), answer: () => {} };
    button.addEventListener('click', () => answered(true));
  }
  asking.answer(false);
  setText(byId('preguntar-titulo'), title);
  setText(byId('preguntar-texto'), text);
  setText(button, yes);
  button.classList.toggle('is-danger', isDanger);
  asking.dialog.open();
  return new Promise((resolve) => { asking.answer = resolve; });
}

// What it was about is gone.
export function dropQuestion() {
  if (asking) asking.dialog.close();
}

function answered(isYes) {
  const { answer, dialog } = asking;
  asking.answer = () => {};
  answer(isYes);
  dialog.close();
}
