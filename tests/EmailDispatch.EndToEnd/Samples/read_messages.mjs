// Reads messages (standard input, one line of base64 each) with the npm parser named as argument, and prints one line of JSON each with what a
// reader would see. Header fields that a parser returns undecoded are decoded with its own function.
import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';
import libmime from 'libmime';
import { simpleParser } from 'mailparser';
import PostalMime, { decodeWords } from 'postal-mime';

const sha256 = content => createHash('sha256').update(content).digest('hex');

// RFC 5322 section 2.2.3, and the space after the colon.
const unfolded = value => value.replace(/\r?\n(?=[ \t])/g, '').trim();

const parsers = {
  'mailparser': async raw => {
    const options = { skipHtmlToText: true, skipTextToHtml: true, skipImageLinks: true, skipTextLinks: true };
    const email = await simpleParser(raw, options);
    return {
      subject: email.subject,
      addresses: Object.fromEntries(['from', 'to', 'cc', 'reply-to'].map(name => [name, email.headers.get(name)?.value ?? []])),
      text: email.text,
      html: email.html || null,
      attachments: email.attachments.map(a => ({ fileName: a.filename, contentType: a.contentType, contentId: a.contentId, disposition: a.contentDisposition, sha256: sha256(a.content) })),
      headers: Object.fromEntries(email.headerLines.map(({ key, line }) => [key, libmime.decodeWords(unfolded(line.slice(key.length + 1)))])),
    };
  },
  'postal-mime': async raw => {
    const email = await PostalMime.parse(raw, { attachmentEncoding: 'arraybuffer' });
    return {
      subject: email.subject,
      addresses: { 'from': [email.from], 'to': email.to ?? [], 'cc': email.cc ?? [], 'reply-to': email.replyTo ?? [] },
      text: email.text,
      html: email.html,
      attachments: email.attachments.map(a => ({ fileName: a.filename, contentType: a.mimeType, contentId: a.contentId, disposition: a.disposition, sha256: sha256(new Uint8Array(a.content)) })),
      headers: Object.fromEntries(email.headers.map(({ key, value }) => [key, decodeWords(value)])),
    };
  },
};

const parse = parsers[process.argv[2]];
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await parse(Buffer.from(line, 'base64')))}\n`);
}
