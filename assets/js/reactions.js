// What the reactions of a message are, without a page.
const MOST_RECENT = 6;
const USUAL = ['👍', '❤️', '😂', '😮', '😢', '🙏'];

// The same with this person's reaction put on or taken back.
export function withReaction(reactions, emoji, userId, isOn) {
  const known = reactions.find((one) => one.emoji === emoji);
  const userIds = (known ? known.userIds : []).filter((id) => id !== userId);
  if (isOn) userIds.push(userId);
  if (!known) return isOn ? [...reactions, { emoji, userIds }] : reactions;
  return reactions.map((one) => (one === known ? { emoji, userIds } : one)).filter((one) => one.userIds.length);
}

export function isOwn(reactions, emoji, userId) {
  return reactions.some((one) => one.emoji === emoji && one.userIds.includes(userId));
}

// The row of the menu: those used last first, then the usual ones.
export function quickRow(recent) {
  return [...new Set([...recent, ...USUAL])].slice(0, MOST_RECENT);
}
