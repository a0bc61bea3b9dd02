// Waiting for something that must happen. Time only ever makes a test fail, never pass.

export const PATIENCE = 15_000;

/** The promise's value, or a failure that says what did not happen. */
export async function within(milliseconds, promise, what) {
  let timer;
  const tooLate = new Promise((_, reject) => {
    timer = setTimeout(() => {
      const description = typeof what === 'function' ? what() : what;
      reject(new Error(`waited ${milliseconds} ms in vain for ${description}`));
    }, milliseconds);
  });
  try {
    return await Promise.race([promise, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
