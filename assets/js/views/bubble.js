// One message as it is shown: fills a copy of #plantilla-mensaje.
import { isFewEmoji } from '../emoji.js';
import { t } from '../i18n.js';
import { linkify } from '../links.js';
import { clockTime, exactTime, isValid } from '../text.js';
import { fillAttachments } from './attachments.js';
import { paintAvatar, part, setText, show } from './dom.js';
import { fillUrgent } from './urgentmark.js';

const SAME_BREATH_MS = 300000; // messages of one person within five minutes are one group
const FATES = { received: 'stateReceived', read: 'stateRead' };
const STATES = { stored: 'stateSent', sending: 'stateSending', waiting: 'stateWaiting', refused: 'stateRefused' };

// `isContinued`: the one before is of the same breath; `isTimeSaid`: the one after has the same time and says it.
export function fillMessage(element, entry, { isContinued, isTimeSaid }) {
  const { message, author, isOwn, state, id } = entry;
  const isDeleted = Boolean(message && message.isDeleted);
  element.classList.toggle('is-own', isOwn);
  element.classList.toggle('is-continued', isContinued);
  element.classList.toggle('is-time-said', isTimeSaid);
  element.classList.toggle('is-deleted', isDeleted);
  element.classList.toggle('is-emoji', !isDeleted && !(message || entry).replyTo && isFewEmoji(entry.text));
  element.dataset.state = state;
  element.dataset.mensajeId = id;
  if (author) paintAvatar(part(element, 'avatar'), author);
  nameParts(element, id);
  setText(part(element, 'author'), isOwn ? t('you') : author ? author.name : '');
  fillText(part(element, 'text'), isDeleted ? t('messageDeleted') : entry.text, isDeleted);
  fillUrgent(element, entry);
  fillAttachments(element, entry);
  element.classList.toggle('has-no-text', !isDeleted && (entry.text === '' || Boolean(message && message.isTextless)));
  fillTime(part(element, 'time'), entry);
  const isEdited = Boolean(message && message.isEdited && !isDeleted);
  element.classList.toggle('is-edited', isEdited);
  show(part(element, 'edited'), isEdited);
  show(part(element, 'state'), isOwn && !isDeleted);
  element.dataset.fate = entry.fate || '';
  part(element, 'state').setAttribute('aria-label', t(FATES[entry.fate] || STATES[state]));
  show(part(element, 'refused'), state === 'refused');
  setText(part(element, 'reason'), entry.refusal);
}

// A line of the group's own, which is no message of anybody's.
export function isSystem({ message }) {
  return Boolean(message && message.isSystem);
}

export function isOneBreath(previous, entry) {
  if (!previous || previous.isOwn !== entry.isOwn || isSystem(previous) || isSystem(entry)) return false;
  if (!previous.message || !entry.message) return entry.isOwn;
  return previous.message.userId === entry.message.userId && Math.abs(entry.message.sentAt - previous.message.sentAt) < SAME_BREATH_MS;
}

// Said by the next one, which belongs to it and shows the same.
export function isSameMinute(entry, next) {
  return Boolean(next && entry.message && next.message && isOneBreath(entry, next)
    && clockTime(entry.message.sentAt) === clockTime(next.message.sentAt));
}

// A message is called by who wrote it and when, and described by its text and what became of it.
function nameParts(element, id) {
  if (part(element, 'author').id) return;
  for (const name of ['author', 'time', 'text', 'state']) part(element, name).id = `${name}-${id}`;
  element.setAttribute('aria-labelledby', `author-${id} time-${id}`);
  element.setAttribute('aria-describedby', `text-${id} state-${id}`);
}

function fillText(element, text, isPlain) {
  if (element.textContent === text && element.dataset.isPlain === String(isPlain)) return;
  element.dataset.isPlain = String(isPlain);
  element.replaceChildren(...(isPlain ? [text] : linkify(text).map(node)));
}

function node({ text, href }) {
  if (!href) return text;
  const link = document.createElement('a');
  link.href = href;
  link.textContent = text;
  link.target = '_blank';
  link.rel = 'noopener noreferrer';
  link.tabIndex = -1; // until its message is the one that the keyboard is at
  return link;
}

function fillTime(element, { message, state }) {
  const isKnown = Boolean(message && isValid(message.sentAt));
  setText(element, message ? clockTime(message.sentAt) : t(STATES[state]));
  element.title = isKnown ? exactTime(message.sentAt) : '';
  if (isKnown) element.dateTime = message.sentAt.toISOString();
  else element.removeAttribute('datetime');
}
