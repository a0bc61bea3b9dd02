// `work`, but once for all the calls of a moment: a burst of messages is one piece of work. A timer and not an
// animation frame, because a hidden tab has none.
const MOMENT_MS = 10; // less than a frame

export function batched(work) {
  let timer = null;
  return () => {
    if (timer !== null) return;
    timer = setTimeout(() => {
      timer = null;
      work();
    }, MOMENT_MS);
  };
}
