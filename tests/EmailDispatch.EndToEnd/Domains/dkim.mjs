// What mailauth makes of the signatures of messages: standard input has them as a JSON array of base64 texts.
import { promises as dns } from "node:dns";
import { createRequire } from "node:module";

const { dkimVerify } = createRequire(import.meta.url)("mailauth/lib/dkim/verify");

const servers = new dns.Resolver({ timeout: 5000, tries: 2 });
servers.setServers([process.argv[2]]);
const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);

const answers = [];
for (const message of JSON.parse(Buffer.concat(chunks))) {
  const { results } = await dkimVerify(Buffer.from(message, "base64"), { resolver: (name, type) => servers.resolve(name, type) });
  answers.push(results.filter(one => one.signingDomain).map(one => ({ domain: one.signingDomain, selector: one.selector, algorithm: one.algo, result: one.status.result, comment: one.status.comment ?? null })));
}
process.stdout.write(JSON.stringify(answers));
