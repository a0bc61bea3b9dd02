// A finger that draws a message to the right answers it, where it can be answered.
const FAR_PX = 56;
const MOST_PX = 76;
const SURE_PX = 12; // to the side before it counts, and further than up or down

// `may(element)`: whether `done(element)` would do anything; a message that stays where it is promises nothing.
export function onSwipe(box, may, done) {
  let start = null;
  const end = (isDone) => {
    if (!start) return;
    const { element, bubble, far } = start;
    start = null;
    bubble.style.transform = '';
    element.classList.remove('is-drawn');
    if (isDone && far >= FAR_PX) done(element);
  };
  box.addEventListener('pointerdown', (event) => {
    end(false);
    const element = event.target.closest('.message');
    if (event.pointerType !== 'touch' || !event.isPrimary || !element || element.classList.contains('is-selectable') || !may(element)) return;
    const bubble = element.querySelector('.bubble');
    if (bubble) start = { element, bubble, x: event.clientX, y: event.clientY, far: 0 };
  });
  box.addEventListener('pointermove', (event) => {
    if (!start || !event.isPrimary) return;
    const [right, down] = [event.clientX - start.x, Math.abs(event.clientY - start.y)];
    if (!start.far && (right < SURE_PX || right < 1.5 * down)) return down > SURE_PX ? end(false) : undefined;
    start.far = Math.max(1, Math.min(MOST_PX, right));
    start.bubble.style.transform = `translateX(${start.far}px)`;
    start.element.classList.toggle('is-drawn', start.far >= FAR_PX);
  }, { passive: true });
  box.addEventListener('pointerup', () => end(true));
  box.addEventListener('pointercancel', () => end(false));
}
