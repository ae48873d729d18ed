// Parsing of emails, in the browser: the host keeps bytes and nothing else.
let parser;

async function loadParser() {
  const { default: PostalMime } = await import('/inbox/lib/postal-mime/postal-mime.js');

  // The parser gives calendar parts other line endings; a download has to be what was attached.
  return class extends PostalMime {
    collectAttachment(node, content, ...rest) {
      super.collectAttachment(node, content, ...rest);
      this.attachments.at(-1).content = content;
    }
  };
}

async function load() {
  parser ??= loadParser();
  try {
    return await parser;
  } catch (fault) {
    parser = undefined;
    throw fault;
  }
}

export async function parse(source) {
  return await new (await load())().parse(source);
}

// What the list shows of a message, from its header block alone.
export async function summarise(message) {
  const Parser = await load();

  // One email that nobody can read must not keep the others from being listed.
  const mail = await new Parser().parse(message.headers + '\r\n').catch(() => ({ subject: '(headers cannot be read)' }));
  const refused = message.recipients.filter(recipient => !recipient.accepted).length;
  return {
    ...message,
    subject: mail.subject ?? '',
    from: mail.from ? (mail.from.name || mail.from.address) : message.sender || '<>',
    to: message.recipients.map(recipient => recipient.address).join(', '),
    refused,
    haystack: [mail.subject, mail.from?.name, mail.from?.address, message.sender,
      ...message.recipients.map(recipient => recipient.address),
      ...flatten([...(mail.to ?? []), ...(mail.cc ?? [])]).map(mailbox => mailbox.name)].join('\n').toLowerCase(),
  };
}

export const flatten = addresses => (addresses ?? []).flatMap(entry => entry.group ?? [entry]);

export function formatSize(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  const kilo = bytes / 1000;
  return kilo < 1000 ? `${kilo.toFixed(kilo < 10 ? 1 : 0)} kB` : `${(kilo / 1000).toFixed(1)} MB`;
}
