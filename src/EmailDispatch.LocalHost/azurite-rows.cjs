// Azurite finds a row by its two keys through an index of the first, and then goes through the whole partition. An hour of emails is one
// partition, so each email would cost more than the one before. The row key tells nearly all by itself: it goes first.
// In Azure the two keys are one index, and the number of rows does not matter.
const { Collection } = require(require.resolve('lokijs', { paths: [require.resolve('azurite/package.json')] }));

const { findOne } = Collection.prototype;
Collection.prototype.findOne = function (query) {
  const isRow = query?.PartitionKey !== undefined && query.RowKey !== undefined;
  return findOne.call(this, isRow ? { RowKey: query.RowKey, ...query } : query);
};

module.exports = { Collection, findOneThroughPartition: findOne };
