// The API: checks an email, adds it to the queue, answers 202. Ends when standard input closes.
import { createServer } from 'node:http';
import { randomUUID } from 'node:crypto';
import { Queue } from 'bullmq';

const queue = new Queue('emails', { connection: { host: '127.0.0.1', port: Number(process.env.REDIS_PORT) } });
const options = { attempts: 5, backoff: { type: 'exponential', delay: 1000 }, removeOnComplete: true };

function faultOf(email) {
  if (typeof email.from !== 'string') return 'from is required';
  if (!Array.isArray(email.to) || email.to.length === 0) return 'to is required';
  if (typeof email.subject !== 'string') return 'subject is required';
  return email.text || email.html ? null : 'html is required where there is no text';
}

function answer(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

const server = createServer(async (request, response) => {
  try {
    if (request.headers.authorization !== `Bearer ${process.env.API_KEY}`) return answer(response, 401, { name: 'missing_api_key' });
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const email = JSON.parse(Buffer.concat(chunks));
    const fault = faultOf(email);
    if (fault) return answer(response, 422, { name: 'validation_error', message: fault });
    const id = randomUUID();
    await queue.add('send', email, { ...options, jobId: id });
    answer(response, 202, { object: 'email', id, status: 'queued' });
  } catch (fault) {
    answer(response, 500, { message: fault.message });
  }
});

await queue.waitUntilReady();
server.listen(0, '127.0.0.1', () => console.log(`Ready: http://127.0.0.1:${server.address().port}`));
process.stdin.on('end', () => process.exit()).resume();
