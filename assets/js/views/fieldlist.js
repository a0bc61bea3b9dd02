// From a field into the list that it searches: ArrowDown goes in, the arrows, Home and End walk it, ArrowUp from the
// first row comes back, and Enter in the field takes the first one. The rows are buttons.

// `may()`: whether the field's keys are meant for the list now. `whenComes(run)`: what is searched for may not be there
// yet when Enter is pressed; `run` is then called as soon as it is.
export function joinFieldAndList(field, list, { may = () => true, whenComes = (run) => run() } = {}) {
  const rows = () => Array.from(list.querySelectorAll('button.row'));
  const isPlain = (event) => !(event.isComposing || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey);
  field.addEventListener('keydown', (event) => {
    if (!isPlain(event) || !may()) return;
    if (event.key === 'ArrowDown' && rows().length) {
      event.preventDefault();
      rows()[0].focus();
    }
    if (event.key === 'Enter' && field.value.trim() !== '') {
      event.preventDefault();
      whenComes(() => { if (rows().length) rows()[0].click(); });
    }
  });
  list.addEventListener('keydown', (event) => {
    const all = rows();
    const at = all.indexOf(document.activeElement);
    if (at < 0 || !isPlain(event)) return;
    const next = { ArrowDown: all[at + 1], ArrowUp: at ? all[at - 1] : field, Home: all[0], End: all[all.length - 1] }[event.key];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}
