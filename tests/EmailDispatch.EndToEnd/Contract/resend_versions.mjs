// What an application does with one version of the Resend SDK, given by its npm alias: sends an email with an attachment, tags and headers, and
// reads it back as far as that version can. Base URL and key come from the environment. Prints the answers.
import { createRequire } from "node:module";

// Old versions return the bare body, newer ones data and error.
const unwrap = answer => answer && "error" in answer ? (answer.error ? { failed: answer.error } : answer.data) : answer?.statusCode >= 400 ? { failed: answer } : answer;

const alias = process.argv[2];
// The oldest version is CommonJS only; the others have both.
const { Resend } = createRequire(import.meta.url)(alias);
const replyTo = ["resend-1-0", "resend-2-1", "resend-3-5"].includes(alias) ? "reply_to" : "replyTo";
const resend = new Resend(process.env.RESEND_API_KEY);

const sent = unwrap(await resend.emails.send({
    from: "Acme <hi@acme.test>",
    to: [`${alias}@example.com`],
    [replyTo]: "help@acme.test",
    subject: `Sent by ${alias}`,
    html: "<p>Hello</p>",
    text: "Hello",
    headers: { "X-Entity-Ref-ID": alias },
    tags: [{ name: "client", value: alias }],
    attachments: [{ filename: "invoice.pdf", content: Buffer.from("%PDF-1.7 not really") }],
}));
const got = sent.id ? unwrap(await resend.emails.get(sent.id)) : null;
const newer = sent.id && resend.emails.list ? unwrap(await resend.emails.list({ limit: 5, before: sent.id })) : null;
const key = unwrap(await resend.apiKeys.create({ name: alias, permission: "sending_access" }));
// The oldest version reports nothing about a removal.
const removed = unwrap(await resend.apiKeys.remove(key.id)) ?? { id: key.id };
const missing = await resend.get("/broadcasts");

console.log(JSON.stringify({ sent, got, newer, key, removed, missing: missing.error ?? missing }));
