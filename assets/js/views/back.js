// A phone's Back closes what lies on top, where the browser tells of it (CloseWatcher: Chromium, since 2024). Elsewhere
// Back leads from the conversation to the list, as it does anyway.

// Gives what ends the watch.
export function onBack(close) {
  if (!('CloseWatcher' in window)) return () => {};
  const watcher = new window.CloseWatcher();
  watcher.addEventListener('close', close);
  return () => watcher.destroy();
}
