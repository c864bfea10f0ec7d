/**
 * The database that a worker's last world gave back, for its next one: outside of the sandboxes, so that it outlives the test file.
 * An embedded one keeps a timer of PostgreSQL's running and with it its process, so it is closed at the worker's end, or, where Jest runs
 * the tests in its own process, by globalTeardown.mjs.
 */
const store = { kept: undefined };

/** Closes an embedded database that nobody has borrowed; one on a server is dropped by its name. */
async function closeIdle() {
  const lite = store.kept?.place.lite;
  store.kept = undefined;
  await lite?.close();
}

/** What Jest tells a worker when there is nothing left to do (jest-worker's CHILD_MESSAGE_END). */
const END = 2;

if (process.env.JEST_WORKER_ID !== undefined && process.send !== undefined) {
  const hear = (message) => {
    if (!Array.isArray(message) || message[0] !== END) return;
    // Listening holds the process, too.
    process.off('message', hear);
    void closeIdle();
  };
  process.on('message', hear);
}

module.exports = { store, closeIdle };
