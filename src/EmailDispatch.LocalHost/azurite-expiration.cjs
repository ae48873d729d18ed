// Before each request for a message, Azurite removes the expired ones, and its database then sorts all indexes again even if there were none. With
// thousands of messages in a queue, each email would cost 0.1 s.
const { Collection } = require(require.resolve('lokijs', { paths: [require.resolve('azurite/package.json')] }));

const { removeBatch } = Collection.prototype;
Collection.prototype.removeBatch = function (documents) {
  if (documents.length > 0) removeBatch.call(this, documents);
};

module.exports = { Collection };
