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

// Azurite decodes each chunk of a request body by itself, so a character whose bytes are in two chunks is lost
// (https://github.com/Azure/Azurite/issues/2670). A stream with an encoding joins such characters. Bodies that are
// streams of bytes, such as a blob's content, stay as they are.
for (const service of ['blob', 'queue', 'table']) {
  const serializer = require(`azurite/dist/src/${service}/generated/utils/serializer.js`);
  const { deserialize } = serializer;
  serializer.deserialize = (context, request, specification, logger) => {
    const body = specification.requestBody;
    if (body && body.mapper.type.name !== 'Stream') request.getBodyStream().setEncoding('utf8');
    return deserialize(context, request, specification, logger);
  };
}

require('./azurite-rows.cjs');
require('./azurite-expiration.cjs');
require('./azurite-queue-limit.cjs');
require('azurite/dist/src/azurite.js');
