// The lines that the server writes about a group: "Ana agregó a Luis".
const DONE = /^ (agregó a |quitó a |salió del grupo$|cambió el nombre a «|dejó el grupo a cargo de )/;
const SAID = /^(.+ (ahora|ya no) administra el grupo|Ahora solo escriben quienes administran el grupo|Ahora todas las personas pueden escribir)$/;

// Whether the last message of a conversation is one. The list of the server doesn't say so yet; then its sentences do.
export function isSystemLine({ text, isSystem }, author) {
  if (isSystem !== undefined) return isSystem;
  return SAID.test(text) || (Boolean(author) && text.startsWith(author) && DONE.test(text.slice(author.length)));
}
