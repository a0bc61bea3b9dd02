// How long to wait before something is asked again: what the server named, or this while it answers, but not well.
const RETRY_MS = 5000;

export function pauseAfter(error) {
  return error.retryAfter ? 1000 * error.retryAfter : RETRY_MS;
}
