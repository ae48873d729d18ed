// Azurite as a child of dev.cs or of a test: it stops, with its data written, when its standard input ends, which
// happens on every system also when the parent is killed. Ctrl-C reaches a whole process group at once; it is left
// to the parent, so that the host which needs the storage can stop first.
const { once } = process;
process.once = (event, listener) => (event === 'SIGINT' ? process : once.call(process, event, listener));
process.on('SIGINT', () => {});
process.stdin.on('end', () => {
  setTimeout(() => process.exit(1), 5000).unref();
  if (!process.emit('SIGTERM')) process.exit(1);
});
process.stdin.resume();

require('azurite/dist/src/azurite.js');
