// What is pressed before the part behind it has come (extras.js) is done when it is there.
const OPENERS = '#btn-nuevo-chat, #btn-ajustes, #btn-cambiar, #btn-atajos, #btn-info, #btn-buscar-aqui';
const SWITCHER = 'btn-cambiar'; // what Ctrl+K presses

// Begins to hold; gives what lets go.
export function holdPresses() {
  let pressed = null;
  const click = (event) => {
    const opener = event.target.closest(OPENERS);
    if (!opener) return;
    event.stopPropagation();
    pressed = opener;
  };
  const key = (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'k') return;
    event.preventDefault();
    pressed = document.getElementById(SWITCHER);
  };
  document.addEventListener('click', click, true);
  document.addEventListener('keydown', key, true);
  return () => {
    document.removeEventListener('click', click, true);
    document.removeEventListener('keydown', key, true);
    if (pressed) pressed.click();
  };
}
