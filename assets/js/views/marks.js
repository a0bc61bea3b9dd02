// What stands in a bubble besides its text: what it answers, that it came from elsewhere, reactions, a pin, a star.
import { personIn } from '../conversations.js';
import { t } from '../i18n.js';
import { part, setText, show } from './dom.js';

const NO_REACTIONS = [];

export function fillMarks(element, entry, conversation) {
  const { message } = entry;
  const isThere = !(message && message.isDeleted);
  const { replyTo } = message || entry;
  show(part(element, 'forwarded'), isThere && Boolean(message ? message.isForwarded : entry.forwardOfId));
  fillQuote(part(element, 'quote'), isThere ? replyTo : null, conversation);
  const reactions = isThere && message ? message.reactions : NO_REACTIONS;
  fillReactions(part(element, 'reactions'), reactions, conversation);
  element.classList.toggle('has-reactions', reactions.length > 0);
  for (const [name, isOn] of [['pinned', isThere && message && message.isPinned], ['starred', isThere && message && message.isStarred]]) {
    element.classList.toggle(`is-${name}`, Boolean(isOn));
    show(part(element, name), Boolean(isOn));
  }
  describe(element, entry.id);
}

// Whoever is this page's.
export function ownId() {
  return document.body.dataset.usuarioId;
}

export function nameIn(conversation, userId, known = '') {
  if (userId === ownId()) return t('you');
  const person = personIn(conversation, userId);
  return person ? person.name : known || t('someone');
}

export function quoteText(quote) {
  return quote.isDeleted ? t('messageDeleted') : quote.text;
}

function fillQuote(element, quote, conversation) {
  show(element, Boolean(quote));
  if (!quote) return;
  element.classList.toggle('is-gone', quote.isDeleted);
  setText(part(element, 'quote-who'), nameIn(conversation, quote.userId, quote.name));
  setText(part(element, 'quote-text'), quoteText(quote));
}

// Each keeps its element, so that the keyboard stays where it is.
function fillReactions(element, reactions, conversation) {
  const known = new Map(Array.from(element.children, (chip) => [chip.dataset.emoji, chip]));
  const chips = reactions.map(({ emoji, userIds }) => fillChip(known.get(emoji) || makeChip(emoji), userIds, conversation));
  for (const chip of known.values()) if (!chips.includes(chip)) chip.remove();
  chips.forEach((chip, index) => { if (element.children[index] !== chip) element.insertBefore(chip, element.children[index] || null); });
  show(element, chips.length > 0);
}

function makeChip(emoji) {
  const chip = document.createElement('button');
  chip.type = 'button';
  chip.className = 'reaction';
  chip.tabIndex = -1;
  chip.dataset.inner = '';
  chip.dataset.emoji = emoji;
  const count = document.createElement('span');
  chip.append(emoji, ' ', count);
  return chip;
}

function fillChip(chip, userIds, conversation) {
  const names = userIds.filter((id) => id !== ownId()).map((id) => nameIn(conversation, id));
  const isMine = names.length < userIds.length;
  const list = listOf(isMine ? [...names, t('youInList')] : names);
  setText(chip.lastElementChild, String(userIds.length));
  chip.setAttribute('aria-pressed', String(isMine));
  chip.title = list;
  chip.setAttribute('aria-label', t('reactionBy', { emoji: chip.dataset.emoji, count: userIds.length, names: list }));
  return chip;
}

// "Ana, Luis y tú"
function listOf(names) {
  return names.length < 2 ? names.join('') : t('namesAnd', { names: names.slice(0, -1).join(', '), last: names[names.length - 1] });
}

// A screen reader hears what it answers first, and the reactions last.
function describe(element, id) {
  const names = ['quote', 'text', 'reactions', 'state'];
  for (const name of names) if (!part(element, name).id) part(element, name).id = `${name}-${id}`;
  element.setAttribute('aria-describedby', names.filter((name) => !part(element, name).classList.contains('hidden')).map((name) => `${name}-${id}`).join(' '));
}
