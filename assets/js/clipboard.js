// Puts a text on the clipboard; resolves to whether it is there. navigator.clipboard does not exist on a page that is
// served over plain http://192.168.x.x; the old command does, and needs a field with the text selected.
export async function copyText(text) {
  try {
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(text);
      return true;
    }
  } catch (forbidden) { // the old way may still be allowed
  }
  return copyTheOldWay(text);
}

function copyTheOldWay(text) {
  const focused = document.activeElement;
  const selection = document.getSelection();
  const range = selection.rangeCount ? selection.getRangeAt(0) : null;
  const field = document.createElement('textarea');
  field.value = text;
  field.readOnly = true; // no keyboard comes up on a phone
  field.className = 'visually-hidden';
  field.setAttribute('aria-hidden', 'true');
  document.body.append(field);
  field.focus({ preventScroll: true });
  field.setSelectionRange(0, text.length);
  let isCopied = false;
  try {
    isCopied = document.execCommand('copy');
  } catch (forbidden) { // then it is not
  }
  field.remove();
  if (focused && focused.focus) focused.focus({ preventScroll: true });
  if (range) {
    selection.removeAllRanges();
    selection.addRange(range);
  }
  return isCopied;
}
