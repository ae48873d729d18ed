// The dispatcher: takes jobs and sends them over pooled connections. Ends when standard input closes.
import { Worker } from 'bullmq';
import { createTransport } from 'nodemailer';

const transport = createTransport({
  pool: true,
  host: '127.0.0.1',
  port: Number(process.env.SMTP_PORT),
  ignoreTLS: true,
  maxConnections: 10,
  maxMessages: 100,
});
const send = async ({ data }) => {
  const attachments = data.attachments?.map((file) => ({ filename: file.filename, content: file.content, encoding: 'base64', contentType: file.content_type }));
  await transport.sendMail({ ...data, attachments });
};
const worker = new Worker('emails', send, { connection: { host: '127.0.0.1', port: Number(process.env.REDIS_PORT) }, concurrency: 32 });
await worker.waitUntilReady();
console.log('Ready: working');
process.stdin.on('end', () => process.exit()).resume();
