// What stands in the bubble of an urgent message.
import { t } from '../i18n.js';
import { part, setText, show } from './dom.js';

// That it is urgent, how many have acknowledged it, and the button for who has not.
export function fillUrgent(element, { urgency, isUrgent }) {
  const box = part(element, 'urgent');
  element.classList.toggle('is-urgent', Boolean(urgency || isUrgent));
  show(box, Boolean(urgency || isUrgent));
  show(part(element, 'confirm'), Boolean(urgency && urgency.waitsForMe));
  show(part(element, 'who'), Boolean(urgency));
  if (!urgency) return;
  const { acknowledged, waiting } = urgency;
  const count = acknowledged.length;
  setText(part(element, 'who'), waiting.length ? t('confirmedBy', { count, all: count + waiting.length }) : t('confirmedByAll'));
}
