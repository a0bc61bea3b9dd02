// A line of the group's own among the messages: small, centred, of nobody; and the names in a text that stand out.
import { find } from '../mentions.js';
import { clockTime, exactTime, isValid } from '../text.js';
import { EVERYONE } from '../wire.js';
import { part, setText } from './dom.js';

// Fills a copy of #plantilla-sistema. `isContinued`: the one before is such a line too.
export function fillSystem(element, { id, text, state, message }, isContinued) {
  element.dataset.mensajeId = id;
  element.dataset.state = state;
  element.classList.toggle('is-continued', isContinued);
  setText(part(element, 'text'), text);
  const time = part(element, 'time');
  setText(time, isValid(message.sentAt) ? clockTime(message.sentAt) : '');
  element.title = isValid(message.sentAt) ? exactTime(message.sentAt) : '';
  for (const name of ['text', 'time']) part(element, name).id = `${name}-${id}`;
  element.setAttribute('aria-labelledby', `text-${id} time-${id}`);
}

// Marks in `element`, which shows a message's text, whom it names. `people`: those who may be named; `me`: one's own id.
export function markMentions(element, ids, people, me) {
  const wanted = ids && ids.length ? `${ids.join(' ')} ${people.map(({ name }) => name).join(' ')} ${element.textContent}` : '';
  const isMarked = element.querySelector('.mention') !== null;
  if (wanted ? isMarked && element.dataset.mentions === wanted : !isMarked) return;
  for (const mark of element.querySelectorAll('.mention')) mark.replaceWith(...mark.childNodes);
  element.normalize();
  element.dataset.mentions = wanted;
  if (wanted) for (const node of Array.from(element.childNodes)) if (node.nodeType === Node.TEXT_NODE) markIn(node, new Set(ids), people, me);
}

function markIn(node, ids, people, me) {
  const places = find(node.data, people).filter((place) => place.ids.some((id) => ids.has(id)));
  for (const { from, to, ids: named } of places.reverse()) {
    const mark = document.createElement('span');
    mark.className = 'mention';
    mark.classList.toggle('is-me', named.includes(me) || (named.includes(EVERYONE)));
    const word = node.splitText(from);
    word.splitText(to - from);
    word.replaceWith(mark);
    mark.append(word);
  }
}
