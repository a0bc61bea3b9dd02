// Fingers on a picture: one to the side leads to the next while all of it is seen, and moves it about when it is near;
// two draw it nearer and carry it along.
const FAR_PX = 56; // to the side before it is another picture
const SURE_PX = 12; // and before it follows the finger

// `on`: {isNear(), draw(px) to the side while it may become another, turn(step: −1 or 1), move(x, y) by so many pixels,
// zoom(factor, {x, y} that stays where it is)}. The stage has `touch-action: none`.
export function onFingers(stage, on) {
  const fingers = new Map(); // pointerId → {x, y}
  let swipe = null; // {x, y, far}: where the only finger came down
  const endSwipe = (isDone) => {
    if (!swipe) return;
    const { far } = swipe;
    swipe = null;
    on.draw(0);
    if (isDone && Math.abs(far) >= FAR_PX) on.turn(far < 0 ? 1 : -1);
  };
  stage.addEventListener('pointerdown', (event) => {
    if (event.pointerType === 'mouse') return; // which has buttons, the wheel and bars
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    endSwipe(false);
    if (fingers.size === 1 && !on.isNear()) swipe = { x: event.clientX, y: event.clientY, far: 0 };
  });
  stage.addEventListener('pointermove', (event) => {
    if (!fingers.has(event.pointerId)) return;
    const before = spread(fingers);
    const { x, y } = fingers.get(event.pointerId);
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (fingers.size > 1) {
      const now = spread(fingers);
      on.move(now.x - before.x, now.y - before.y);
      if (before.px) on.zoom(now.px / before.px, now);
    } else if (swipe) {
      const [side, down] = [event.clientX - swipe.x, Math.abs(event.clientY - swipe.y)];
      if (!swipe.far && (Math.abs(side) < SURE_PX || Math.abs(side) < 1.5 * down)) return;
      swipe.far = side;
      on.draw(side);
    } else {
      on.move(event.clientX - x, event.clientY - y);
    }
  }, { passive: true });
  for (const name of ['pointerup', 'pointercancel']) {
    window.addEventListener(name, (event) => { // wherever it is lifted
      if (fingers.delete(event.pointerId)) endSwipe(name === 'pointerup');
    });
  }
}

// How far the first two fingers are from each other, and where their middle is; of a single one where it is.
function spread(fingers) {
  const [one, other = one] = fingers.values();
  return { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2, px: Math.hypot(one.x - other.x, one.y - other.y) };
}
