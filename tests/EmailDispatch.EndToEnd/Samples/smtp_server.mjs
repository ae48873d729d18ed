// An independent SMTP server on a free loopback port. Standard output: first one line {"port":n}, then one line for each message received. Ends
// when standard input ends, so it cannot outlive the test that started it.
import { SMTPServer } from 'smtp-server';

const write = value => process.stdout.write(JSON.stringify(value) + '\n');

// The server decodes IDN domains in the addresses it returns; only its log has what the client really sent.
const commands = new Map();
const record = (entry, label, line) => {
  if (entry?.tnx !== 'command' || label !== 'C:') return;
  if (/^MAIL /i.test(line)) commands.set(entry.cid, []);
  if (/^(MAIL|RCPT) /i.test(line)) commands.get(entry.cid)?.push(line);
};
const quiet = () => {};
const logger = { level: quiet, trace: quiet, debug: record, info: quiet, warn: quiet, error: quiet, fatal: quiet };

const server = new SMTPServer({
  logger,
  size: 50 * 1024 * 1024,
  disabledCommands: ['AUTH', 'STARTTLS'],
  disableReverseLookup: true,
  onData(stream, session, done) {
    const chunks = [];
    stream.on('data', chunk => chunks.push(chunk));
    stream.on('end', () => {
      const { mailFrom, rcptTo, bodyType, smtpUtf8 } = session.envelope;
      write({
        sender: mailFrom.address,
        parameters: mailFrom.args || {},
        recipients: rcptTo.map(recipient => recipient.address),
        eightBitMime: bodyType === '8bitmime',
        smtpUtf8,
        commands: commands.get(session.id) ?? [],
        raw: Buffer.concat(chunks).toString('base64'),
      });
      done();
    });
  },
  onClose: session => commands.delete(session.id),
});

server.on('error', error => process.stderr.write(`${error.message}\n`));
server.listen(0, '127.0.0.1', () => write({ port: server.server.address().port }));

process.stdin.on('end', () => process.exit(0)).resume();
