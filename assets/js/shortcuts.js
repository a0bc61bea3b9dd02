// Every shortcut of the page, once: the sheet shows this list, and the listener acts by it. A name has an action
// (finding.js); what has none is done by the field or list that has the focus, and stands here to be told.
//
// Each works beside what the browser, the screen reader and the writing do with keys:
// - none is a key that a browser keeps for itself (Ctrl+N, T, W, Tab, F-keys) or that edits text;
// - a screen reader that uses a combination takes it before the page, and everything here can be done without it;
// - a single key works outside of text fields alone, and can be switched off (WCAG 2.1.4: who speaks to the computer);
// - on a Mac Ctrl+K and Option+arrow edit text: there it is Cmd+K, and arrows in a field with text are the text's.
export const IS_MAC = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform || '');

// `keys`: what is shown, in order; 'Mod' is Ctrl, or Cmd on a Mac.
export const SHORTCUTS = [
  { group: 'shortcutsMoving', items: [
    { name: 'switch', words: 'shortcutSwitch', keys: ['Mod', 'K'] },
    { name: 'search', words: 'shortcutSearch', keys: ['/'], isSingle: true },
    { name: 'previous', words: 'shortcutPrevious', keys: ['Alt', 'ArrowUp'] },
    { name: 'next', words: 'shortcutNext', keys: ['Alt', 'ArrowDown'] },
    { name: 'nextUnread', words: 'shortcutNextUnread', keys: ['Alt', 'Shift', 'ArrowDown'] },
    { name: 'back', words: 'shortcutBack', keys: ['Escape'] },
  ] },
  { group: 'shortcutsConversation', items: [
    { name: 'mute', words: 'shortcutMute', keys: ['Ctrl', 'Shift', 'M'] },
    { words: 'shortcutSend', keys: ['Enter'] },
    { words: 'shortcutNewLine', keys: ['Shift', 'Enter'] },
    { words: 'shortcutEditLast', keys: ['ArrowUp'] },
    { words: 'shortcutEnds', keys: ['Home', 'End'], areAlternatives: true },
  ] },
  { group: 'shortcutsMessage', items: [
    { words: 'shortcutReply', keys: ['R'] },
    { words: 'shortcutForward', keys: ['F'] },
    { words: 'shortcutEdit', keys: ['E'] },
    { words: 'shortcutStar', keys: ['D'] },
    { words: 'shortcutPin', keys: ['P'] },
    { words: 'shortcutInfo', keys: ['I'] },
    { words: 'shortcutDelete', keys: ['Delete'] },
  ] },
  { group: 'shortcutsLists', items: [
    { words: 'shortcutWalk', keys: ['ArrowUp', 'ArrowDown'], areAlternatives: true },
    { words: 'shortcutListEnds', keys: ['Home', 'End'], areAlternatives: true },
    { words: 'shortcutOpen', keys: ['Enter'] },
  ] },
  { group: 'shortcutsHelp', items: [
    { name: 'help', words: 'shortcutHelp', keys: ['?'], isSingle: true },
  ] },
];

const ACTIVE = SHORTCUTS.flatMap(({ items }) => items).filter(({ name }) => name);

// The shortcut's name that this key event is, or undefined. `field`: {isText, isEmpty, isList} of what has the focus.
export function nameOf(event, { field, hasSingles, isMac = IS_MAC }) {
  const found = ACTIVE.find((shortcut) => (shortcut.isSingle ? isSingle(event, shortcut) : isCombination(event, shortcut, isMac)));
  if (!found) return undefined;
  if (found.isSingle && (!hasSingles || field.isText || field.isList)) return undefined;
  const isArrow = event.key.startsWith('Arrow');
  if (isArrow && (field.isList || (isMac && field.isText && !field.isEmpty))) return undefined;
  return found.name;
}

// By the sign and not by the key: "/" is Shift+7 on a Spanish keyboard.
function isSingle(event, { keys }) {
  return event.key === keys[0] && !event.ctrlKey && !event.altKey && !event.metaKey;
}

function isCombination(event, { keys }, isMac) {
  const wants = (key) => keys.includes(key);
  const key = keys[keys.length - 1];
  return event.key.toLowerCase() === key.toLowerCase()
    && event.ctrlKey === (wants('Ctrl') || (wants('Mod') && !isMac))
    && event.metaKey === (wants('Mod') && isMac)
    && event.altKey === wants('Alt')
    && event.shiftKey === wants('Shift');
}
