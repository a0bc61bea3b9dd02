// Finds addresses in what people write. Pure: a text becomes segments, {text} or {text, href}, whose texts joined are
// the text again. Only http, https, mailto and tel ever become an href: whatever else looks like an address stays text.

// One alternative a kind; the lookbehind that would be simplest is missing in Safari before 16.4, so what stands in
// front of a match is looked at afterwards.
const FIND = new RegExp([
  'https?://[^\\s<>"`{}|\\\\^\\u200b-\\u200f\\u202a-\\u202e\\u2066-\\u2069]+', // no invisible signs that would show another host
  'www\\.[^\\s<>"`{}|\\\\^\\u200b-\\u200f\\u202a-\\u202e\\u2066-\\u2069]+',
  '(?:mailto:)?[a-z0-9][\\w.+-]{0,63}@[a-z0-9-]{1,63}(?:\\.[a-z0-9-]{1,63})*\\.[a-z]{2,24}(?![\\w@-])',
  'tel:\\+?[\\d-]{5,20}(?!\\w)',
  '(?:\\+56[ -]?)(?:9[ -]?\\d{4}[ -]?\\d{4}|[2-8]\\d?[ -]?\\d{3,4}[ -]?\\d{4})(?![\\w-])', // a Chilean number, written out with +56
].join('|'), 'gi');

const PAIRS = { ')': '(', ']': '[', '}': '{', '»': '«', '”': '“', '’': '‘' };
const TRAILING = /[.,;:!?…'"*_~)\]}»”’]/; // what a sentence puts behind an address
const SCHEMES = ['http:', 'https:'];
const MOST_LINKS = 100; // in one message; of more the rest stays text

export function linkify(text) {
  const segments = [];
  let done = 0;
  let links = 0;
  FIND.lastIndex = 0;
  for (let match = FIND.exec(text); match && links < MOST_LINKS; match = FIND.exec(text)) {
    const found = withoutTrailing(match[0]);
    const href = isGlued(text, match.index) ? null : hrefOf(found);
    if (href === null) {
      FIND.lastIndex = match.index + match[0].length; // past all of it: a long line of signs is looked at once
      continue;
    }
    if (match.index > done) segments.push({ text: text.slice(done, match.index) });
    segments.push({ text: found, href });
    links += 1;
    done = match.index + found.length;
    FIND.lastIndex = done;
  }
  if (done < text.length || !segments.length) segments.push({ text: text.slice(done) });
  return segments;
}

// Where an address as written leads; null for what is none.
function hrefOf(found) {
  const lower = found.toLowerCase();
  if (lower.startsWith('http')) return webAddress(found);
  if (lower.startsWith('www.')) return webAddress(`http://${found}`);
  if (lower.startsWith('tel:') || found.startsWith('+')) return `tel:${found.replace(/^tel:/i, '').replace(/[ -]/g, '')}`;
  return `mailto:${found.replace(/^mailto:/i, '')}`;
}

// Only what the browser itself understands as a web address, and without a name and password in front of the host:
// "https://banco.cl@malo.example" shows one place and leads to another.
function webAddress(address) {
  try {
    const url = new URL(address);
    const isPlain = SCHEMES.includes(url.protocol) && !url.username && !url.password;
    return isPlain && /[\p{L}\p{N}]/u.test(url.hostname) && (!/^https?:\/\/www\./i.test(address) || url.hostname.split('.').length > 2) ? url.href : null;
  } catch (noAddress) {
    return null;
  }
}

// The sentence's own signs go, and a closing bracket that was opened before the address; one opened inside it stays.
function withoutTrailing(found) {
  const times = new Map();
  for (const sign of found) times.set(sign, (times.get(sign) || 0) + 1);
  let end = found.length;
  while (end > 0 && TRAILING.test(found[end - 1])) {
    const sign = found[end - 1];
    if (PAIRS[sign] && (times.get(PAIRS[sign]) || 0) >= times.get(sign)) break;
    times.set(sign, times.get(sign) - 1);
    end -= 1;
  }
  return found.slice(0, end);
}

// In the middle of a word, or of another address ("javascript:http://…", "x@www.ejemplo.cl").
function isGlued(text, index) {
  return index > 0 && /[\p{L}\p{N}_@:/\\.+=&%#-]/u.test(text[index - 1]) && !/(^|\s)[\p{L}]{1,20}:$/u.test(spokenBefore(text, index));
}

// "correo:ana@tienda.cl" and "ver:https://…" are people's way of writing; "javascript:" and its like are not.
function spokenBefore(text, index) {
  const before = text.slice(Math.max(0, index - 24), index);
  return /(?:script|data|blob|file|about|view-source|vbs|livescript|mocha):$/i.test(before) ? '' : before;
}
