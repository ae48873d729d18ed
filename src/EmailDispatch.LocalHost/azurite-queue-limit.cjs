// Azure refuses a queue request whose XML has more than 131,584 bytes, and Azurite does not: loaded before Azurite, this
// does. https://github.com/Azure/azure-sdk-for-net/issues/32663
const { Server } = require('http');

const maxBytes = 131584;
const emit = Server.prototype.emit;
Server.prototype.emit = function (event, request, response) {
  const isTooLarge = event === 'request' && /\/messages(\/|\?|$)/.test(request.url) && request.headers['content-length'] > maxBytes;
  if (!isTooLarge) return emit.apply(this, arguments);

  const text = '<?xml version="1.0" encoding="utf-8"?><Error><Code>RequestBodyTooLarge</Code><Message>The request body is too large and exceeds the maximum permissible limit.</Message></Error>';
  response.writeHead(413, { 'Content-Type': 'application/xml', 'x-ms-error-code': 'RequestBodyTooLarge', Connection: 'close' });
  response.end(text);
  return true;
};
