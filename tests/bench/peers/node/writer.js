// When messages are committed. Both ways give a promise that is kept once the message is on disk.

// One transaction each.
function eachAlone(store) {
  return async (message) => store.transaction(() => store.add(message));
}

// One transaction for all that arrived in one turn of the event loop: they share the wait for the disk.
function grouped(store) {
  let waiting = [];

  const flush = () => {
    const batch = waiting;
    waiting = [];
    try {
      store.transaction(() => batch.forEach((one) => attempt(one, store)));
    } catch (fault) {
      for (const { reject } of batch) reject(fault);
      return;
    }
    for (const { resolve, reject, done, failure } of batch) failure ? reject(failure) : resolve(done);
  };

  return (message) =>
    new Promise((resolve, reject) => {
      if (waiting.push({ message, resolve, reject }) === 1) setImmediate(flush);
    });
}

// A refusal is told before anything was written, so the others of the batch may go on.
function attempt(one, store) {
  try {
    one.done = store.add(one.message);
  } catch (failure) {
    one.failure = failure;
  }
}

export const committer = (store, isGrouped) => (isGrouped ? grouped(store) : eachAlone(store));
