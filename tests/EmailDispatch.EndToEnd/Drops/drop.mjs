// Adds each message of standard input, a JSON array of strings, to the queue unchanged.
import { QueueServiceClient } from "@azure/storage-queue";
import { text } from "node:stream/consumers";

const [connectionString, queueName] = process.argv.slice(2);
const queue = QueueServiceClient.fromConnectionString(connectionString).getQueueClient(queueName);
const sent = [];
for (const message of JSON.parse(await text(process.stdin)))
    sent.push((await queue.sendMessage(message, { messageTimeToLive: -1 })).messageId);
console.log(JSON.stringify(sent));
