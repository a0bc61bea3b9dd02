// Which emoji were used last, in the text or as a reaction.
const KEY = 'weigence-chat:emoji';
const REMEMBERED = 24; // three rows of eight

// The last ones used on this device, latest first.
export function recent() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY));
    return Array.isArray(kept) ? kept.filter((text) => typeof text === 'string') : [];
  } catch (forbiddenOrBroken) {
    return [];
  }
}

export function remember(text) {
  try {
    localStorage.setItem(KEY, JSON.stringify([text, ...recent().filter((one) => one !== text)].slice(0, REMEMBERED)));
  } catch (forbiddenOrFull) { // then there are no recent ones
  }
}
