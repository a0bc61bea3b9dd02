// The service worker, where there may be one: over HTTPS and on the machine itself. On plain HTTP to an address browsers
// have none, and everything but opening without the server works the same.
const START_MS = 2000; // after the page is there, so that its first messages don't wait for the keeping of files

export function startWorker() {
  if (!navigator.serviceWorker) return;
  const start = () => setTimeout(() => navigator.serviceWorker.register('/sw.js', { updateViaCache: 'none' }).catch(() => {}), START_MS);
  if (document.readyState === 'complete') start();
  else window.addEventListener('load', start, { once: true });
}

// Its registration, or null where there is none yet.
export async function worker() {
  const registration = navigator.serviceWorker && await navigator.serviceWorker.getRegistration().catch(() => null);
  return registration && registration.active ? registration : null;
}

export function onWorkerMessage(listener) {
  if (navigator.serviceWorker) navigator.serviceWorker.addEventListener('message', ({ data }) => listener(data));
}
