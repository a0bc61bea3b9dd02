// Pure helpers for text and times, as people here read them.

// A message's most, in code points after trimming and NFC; the server's limit too (CONTRACT, 413).
export const MAX_CODE_POINTS = 4000;

export function clean(text) {
  return text.trim().normalize('NFC');
}

export function countCodePoints(text) {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

// For searching: accents and case are ignored, but ñ is a letter of its own and not an n.
export function fold(text) {
  return text.normalize('NFC').toLowerCase().replace(/ñ/g, '\ue000').normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '').replace(/\ue000/g, 'ñ');
}

// Every word of the search is somewhere in the text.
export function matches(search, text) {
  const folded = fold(text);
  return fold(search).split(/\s+/).every((word) => folded.includes(word));
}

export function formatNumber(number) {
  return NUMBER.format(number);
}

// "10:30"
export function clockTime(date) {
  return isValid(date) ? TIME.format(date) : '';
}

// "10:30" today, "ayer", "24-11-2025": for the list.
export function shortTime(date) {
  if (!isValid(date)) return '';
  const days = daysAgo(date);
  if (days === 0) return clockTime(date);
  return days === 1 ? 'ayer' : DATE.format(date);
}

// "Hoy", "Ayer", "lunes 24 de noviembre": between the messages of two days.
export function dayName(date) {
  const days = daysAgo(date);
  if (days === 0) return 'Hoy';
  if (days === 1) return 'Ayer';
  const name = (date.getFullYear() === new Date().getFullYear() ? DAY : DAY_AND_YEAR).format(date);
  return name.charAt(0).toUpperCase() + name.slice(1);
}

export function isValid(date) {
  return date instanceof Date && !Number.isNaN(date.getTime());
}

export function isSameDay(one, other) {
  return one.toDateString() === other.toDateString();
}

function daysAgo(date) {
  const midnight = (day) => new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
  return Math.round((midnight(new Date()) - midnight(date)) / 86400000); // ms a day; rounded over summer time
}

const NUMBER = new Intl.NumberFormat('es-CL', { useGrouping: true });
const TIME = new Intl.DateTimeFormat('es-CL', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const DATE = new Intl.DateTimeFormat('es-CL', { day: '2-digit', month: '2-digit', year: 'numeric' });
const DAY = new Intl.DateTimeFormat('es-CL', { weekday: 'long', day: 'numeric', month: 'long' });
const DAY_AND_YEAR = new Intl.DateTimeFormat('es-CL', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
