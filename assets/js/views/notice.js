// A sentence over the page that goes by itself: what happened without one's doing. It is for the eyes; a screen reader is
// told by the announcer.
import { byId, part, setText, show } from './dom.js';

const SHOWN_MS = 12000; // long enough to read it twice
let timer = null;

export function showNotice(sentence) {
  const box = byId('noticia');
  setText(part(box, 'text'), sentence);
  show(box, true);
  part(box, 'close').onclick = () => show(box, false);
  clearTimeout(timer);
  timer = setTimeout(() => { if (!box.matches(':hover, :focus-within')) show(box, false); }, SHOWN_MS);
}
