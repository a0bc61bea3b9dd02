// Pure helpers for text and times, as people here read them.
import { locale, t } from './i18n.js';

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

// "LS" for Luis Soto, "TM" for Turno de la mañana: of the first word and of the last; of a single word its first two.
export function initialsOf(name) {
  const words = name.split(/\s+/).map((word) => Array.from(word).filter((letter) => /[\p{L}\p{N}]/u.test(letter))).filter((word) => word.length);
  if (words.length === 0) return '';
  const [first] = words;
  return (words.length === 1 ? first.slice(0, 2) : [first[0], words[words.length - 1][0]]).join('').toUpperCase();
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
  return new Intl.NumberFormat(locale, { useGrouping: true }).format(number);
}

// "10:30"
export function clockTime(date) {
  return isValid(date) ? format('time').format(date) : '';
}

// "10:30" today, "ayer", "24-11-2025": for the list.
export function shortTime(date) {
  if (!isValid(date)) return '';
  const days = daysAgo(date);
  if (days === 0) return clockTime(date);
  return days === 1 ? t('yesterdayShort') : format('date').format(date);
}

// "las 10:42", "ayer a las 10:42", "el 24-11-2025 a las 10:42": since then.
export function sinceWhen(date) {
  const time = clockTime(date);
  const days = daysAgo(date);
  if (days === 0) return t('sinceToday', { time });
  return days === 1 ? t('sinceYesterday', { time }) : t('sinceDate', { date: format('date').format(date), time });
}

// "Hoy", "Ayer", "lunes 24 de noviembre": between the messages of two days. Spanish writes days and months small.
export function dayName(date) {
  const days = daysAgo(date);
  if (days === 0) return t('today');
  if (days === 1) return t('yesterday');
  return longDay(date, date.getFullYear() === new Date().getFullYear() ? 'day' : 'dayAndYear');
}

// "lunes 24 de noviembre de 2025, 10:30:05": for who wants to know exactly.
export function exactTime(date) {
  return `${longDay(date, 'dayAndYear')}, ${format('exact').format(date)}`;
}

// Some browsers put a comma behind the weekday, and some do not.
function longDay(date, name) {
  return format(name).format(date).replace(',', '');
}

// "visto hace 5 min", "visto ayer a las 10:30": since when somebody is away. A time to come (the server's clock is ahead
// of this one's) is just now.
export function seenAgo(date) {
  if (!isValid(date)) return '';
  const minutes = Math.floor((Date.now() - date.getTime()) / 60000); // ms a minute
  if (minutes < 1) return t('seenJustNow');
  if (minutes < 60) return t('seenMinutes', { count: minutes });
  const days = daysAgo(date);
  const time = clockTime(date);
  if (days === 0) return t('seenToday', { time });
  if (days === 1) return t('seenYesterday', { time });
  if (days < 7) return t('seenWeekday', { day: format('weekday').format(date), time });
  return t('seenDate', { date: format('date').format(date) });
}

// "lunes, 24 de noviembre de 2025, 10:30": all that is known of a time, for who points at it.
export function fullTime(date) {
  return isValid(date) ? format('full').format(date) : '';
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

// Made when first used: the language is chosen by then.
const FORMATS = new Map();
function format(name) {
  if (!FORMATS.has(name)) FORMATS.set(name, new Intl.DateTimeFormat(locale, OPTIONS[name]));
  return FORMATS.get(name);
}

const OPTIONS = {
  time: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  exact: { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  date: { day: '2-digit', month: '2-digit', year: 'numeric' },
  weekday: { weekday: 'long' },
  full: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  day: { weekday: 'long', day: 'numeric', month: 'long' },
  dayAndYear: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
};
