// Whether a message is nothing but one to three emoji: those are shown large.
const PICTURE = '\\p{Extended_Pictographic}(?:\\ufe0f|\\p{Emoji_Modifier})?(?:[\\u{e0020}-\\u{e007f}]+)?';
const ONE = `(?:\\p{Regional_Indicator}{2}|[0-9#*]\\ufe0f?\\u20e3|${PICTURE}(?:\\u200d${PICTURE})*)`;
const FEW = new RegExp(`^(?:${ONE}\\s?){1,3}$`, 'u');
const LONGEST = 60; // UTF-16 units; three families of four have 3 × 11

export function isFewEmoji(text) {
  return text.length <= LONGEST && !/^[\s\u00a9\u00ae\u2122]+$/.test(text) && FEW.test(text);
}
