// Measures how long Azurite takes to find rows of a large partition, with and without our changes.
import { createRequire } from "node:module";

const { Collection, findOneThroughPartition } = createRequire(import.meta.url)(process.argv[2]);
const rows = new Collection("rows", { indices: ["PartitionKey", "RowKey"] });
const key = (n) => String(1e9 - n);
const count = 30_000;
for (let n = 0; n < count; n++) rows.insert({ PartitionKey: "hour", RowKey: key(n) });
rows.insert({ PartitionKey: "other", RowKey: key(1) });

const time = (find) => {
    const started = performance.now();
    for (let n = 0; n < 50; n++) {
        const found = find.call(rows, { PartitionKey: "hour", RowKey: key(count - 1 - n) });
        if (found?.PartitionKey !== "hour" || found.RowKey !== key(count - 1 - n)) throw new Error("Not the row that was asked for.");
    }
    return performance.now() - started;
};
if (rows.findOne({ PartitionKey: "other", RowKey: key(1) })?.PartitionKey !== "other") throw new Error("Not the row that was asked for.");
if (rows.findOne({ PartitionKey: "other", RowKey: key(2) })) throw new Error("There is no such row.");
console.log(JSON.stringify([time(findOneThroughPartition), time(rows.findOne)]));
