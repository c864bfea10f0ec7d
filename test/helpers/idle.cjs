/** The embedded database that a worker's last world gave back, for its next one: outside of the sandboxes, so that it outlives the test file. */
module.exports = { kept: undefined };
