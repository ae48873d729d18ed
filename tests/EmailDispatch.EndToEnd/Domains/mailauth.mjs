// Checks the zones of the test's DNS server with mailauth: the SPF result for an address of the included service and for an unrelated
// one, whether the DKIM key is accepted, and the DMARC result with SPF and DKIM aligned.
import { promises as dns } from "node:dns";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { spf } = require("mailauth/lib/spf");
const { dmarc } = require("mailauth/lib/dmarc");
const { getPublicKey } = require("mailauth/lib/tools");

const servers = new dns.Resolver({ timeout: 5000, tries: 2 });
servers.setServers([process.argv[2]]);
const resolver = async (name, type, hops = 0) => {
  try {
    const found = await servers.resolve(name, type);
    if (found.length > 0) return found;
    throw Object.assign(new Error(`${name} has no ${type}`), { code: "ENODATA" });
  } catch (fault) {
    // The server does not resolve aliases.
    if (fault.code !== "ENODATA" || type === "CNAME" || hops > 8) throw fault;
    const [target] = await servers.resolve(name, "CNAME").catch(() => { throw fault; });
    return resolver(target, type, hops + 1);
  }
};
const spfOf = async (domain, ip) => (await spf({ sender: `a@${domain}`, ip, helo: "mail.example.com", mta: "mx.example.com", resolver, maxResolveCount: 10, maxVoidCount: 2 })).status.result;
const takesKey = async domain => {
  try {
    await getPublicKey("DKIM", `google._domainkey.${domain}`, 1024, resolver, { strict: true, hashAlgo: "sha256" });
    return true;
  } catch {
    return false;
  }
};

const results = [];
for (const domain of process.argv.slice(3)) {
  const aligned = await dmarc({ headerFrom: [domain], spfDomains: [{ domain }], dkimDomains: [{ domain }], resolver });
  results.push({ domain, service: await spfOf(domain, "198.51.100.7"), nobody: await spfOf(domain, "203.0.113.200"), dkim: await takesKey(domain), dmarc: aligned?.status?.result ?? "none" });
}
process.stdout.write(JSON.stringify(results));
