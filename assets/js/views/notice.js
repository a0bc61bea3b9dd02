// A sentence over the page that goes by itself: what was done, or what happened without one's doing. It is for the eyes; a
// screen reader is told by the announcer.
import { byId, part, setText, show } from './dom.js';

const DONE_MS = 4000; // what one did oneself is expected, and quickly read
const TOLD_MS = 8000; // long enough to read it twice
let timer = null;

// `isDone`: what this person wanted was done.
export function showNotice(sentence, isDone = false) {
  const box = byId('noticia');
  setText(part(box, 'text'), sentence);
  const place = placeOf();
  if (box.parentElement !== place) place.append(box);
  show(box, true);
  part(box, 'close').onclick = () => show(box, false);
  leaveAfter(isDone ? DONE_MS : TOLD_MS, box);
}

// Not before the hand or the focus is off it.
function leaveAfter(ms, box) {
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (box.matches(':hover, :focus-within')) leaveAfter(ms, box);
    else show(box, false);
  }, ms);
}

// It covers neither a text field nor the buttons beside one (css/groups.css): in a dialog it has a line of its own; else it
// is over the messages, below the head, or over the list, above its foot.
function placeOf() {
  const dialog = document.querySelector('.modal:not(.hidden) .dialog');
  if (dialog) return dialog;
  const isOpen = !byId('area-conversacion').classList.contains('hidden');
  return document.querySelector(isOpen ? '.messages-frame' : '.list-foot');
}
