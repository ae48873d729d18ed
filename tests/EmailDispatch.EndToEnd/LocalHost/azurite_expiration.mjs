// Tells whether Azurite's database keeps its indexes when there is nothing to remove, and how many messages are left when there is.
import { createRequire } from "node:module";

const { Collection } = createRequire(import.meta.url)(process.argv[2]);
const messages = new Collection("messages", { indices: ["queueName"] });
for (const queueName of ["first", "first", "second"]) messages.insert({ queueName });

const index = messages.binaryIndices.queueName.values;
messages.remove(messages.find({ queueName: "none" }));
const isKept = index === messages.binaryIndices.queueName.values;
messages.remove(messages.find({ queueName: "first" }));
console.log(JSON.stringify({ isKept, left: messages.find({ queueName: "second" }).length, all: messages.count() }));
