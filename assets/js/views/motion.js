// New messages come in with a short movement, for who has not asked their system for less of it.
const MS = 180; // long enough to see where it came from, too short to wait for

// Called before the change with the newest message so far; gives what to call after it with the new ones. While all
// fits the window, what was there slides up to make room instead of jumping.
export function arriveSoftly(box, before) {
  if (!before || !before.animate || document.hidden || window.matchMedia('(prefers-reduced-motion: reduce)').matches) return null;
  const topBefore = before.getBoundingClientRect().top;
  return (fresh) => {
    const timing = { duration: MS, easing: 'cubic-bezier(0.2, 0.8, 0.3, 1)' };
    const moved = topBefore - before.getBoundingClientRect().top;
    const fits = before.parentElement.offsetHeight <= box.clientHeight + 1;
    if (fits && moved > 0) before.parentElement.animate([{ transform: `translateY(${moved}px)` }, { transform: 'none' }], timing);
    for (const element of fresh) {
      element.animate([{ opacity: 0, transform: fits ? 'none' : 'translateY(8px)' }, { opacity: 1, transform: 'none' }], timing);
    }
  };
}
