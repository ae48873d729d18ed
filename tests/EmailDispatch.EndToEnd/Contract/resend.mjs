// What an application does with the Resend SDK. Base URL and key come from the environment, as they would for Resend itself; nothing else tells
// the SDK which service it calls. Prints every answer under its name.
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { Resend } from "resend";

const resend = new Resend();
const answers = {};
// Every public method of the SDK: whether a call of it succeeded, or the last error.
const methods = {};
const hidden = new Set([...readFileSync(new URL("../node_modules/resend/dist/index.d.mts", import.meta.url), "utf8").matchAll(/^  private (\w+);/gm)].map(match => match[1]));
watch(resend, "");
const from = "Acme <hi@acme.test>";
const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
const inTwoHours = new Date(Date.now() + 7_200_000).toISOString();

async function keep(name, call) {
    const { data, error, headers } = await call;
    answers[name] = { data, error, replayed: headers?.["idempotent-replayed"] ?? null };
    return data;
}

function watch(owner, prefix) {
    for (const [group, api] of Object.entries(owner).filter(([name, value]) => name !== "resend" && value?.constructor !== Object && value?.resend === resend)) {
        for (const name of Object.getOwnPropertyNames(Object.getPrototypeOf(api)).filter(name => name !== "constructor" && !hidden.has(name))) {
            const [key, call] = [`${prefix}${group}.${name}`, api[name]];
            methods[key] = null;
            api[name] = (...parameters) => {
                const result = call.apply(api, parameters);
                Promise.resolve(result).then(answer => { if (methods[key] !== "ok") methods[key] = answer?.error ?? "ok"; }, () => { });
                return result;
            };
        }
        watch(api, `${prefix}${group}.`);
    }
}

// What is not called in this program is not offered. One argument that is everything gets the SDK as far as its request.
async function callTheRest() {
    const anything = { id: "1", name: "n", email: "a@example.com", from, to: "a@example.com", subject: "s", text: "t", inboxId: "1", emailId: ["1"], automationId: "1", runId: "1", segmentId: "1", steps: [], connections: [], segments: [], topics: [], file: "email", content: "email", toString: () => "1" };
    for (const [key, seen] of Object.entries(methods).filter(([, seen]) => seen !== "ok")) {
        const path = key.split(".");
        const api = path.slice(0, -1).reduce((owner, name) => owner[name], resend);
        try {
            methods[key] = (await api[path.at(-1)](anything, anything, anything)).error ?? "ok";
        } catch (fault) {
            methods[key] = { message: `${fault}` };
        }
    }
}

async function untilSent(id) {
    for (let tries = 0; tries < 300; tries++) {
        const answer = await resend.emails.get(id);
        if (answer.error || answer.data.last_event === "sent")
            return answer;
        await new Promise(resolve => setTimeout(resolve, 100));
    }
    return await resend.emails.get(id);
}

const html = await keep("html", resend.emails.send({ from, to: "html@example.com", subject: "Only HTML", html: "<p>Hello <b>you</b></p>" }));
const text = await keep("text", resend.emails.send({ from, to: ["text@example.com"], subject: "Only text – ü", text: "Hello" }));

const whole = {
    from,
    to: ["to@example.com", "Second <second@example.com>"],
    cc: "cc@example.com",
    bcc: ["bcc@example.com"],
    replyTo: ["help@acme.test", "Sales <sales@acme.test>"],
    subject: "Everything",
    html: "<p>Hi <img src=\"cid:logo\"></p>",
    text: "Hi",
    headers: { "X-Entity-Ref-ID": "4711" },
    tags: [{ name: "flow", value: "signup" }, { name: "ab", value: "b" }],
    attachments: [
        { filename: "a.pdf", content: Buffer.from("%PDF-1.7 not really") },
        { filename: "logo.png", content: Buffer.from([137, 80, 78, 71]).toString("base64"), contentType: "image/png", contentId: "logo" },
    ],
};
const everything = await keep("everything", resend.emails.send(whole, { idempotencyKey: "sdk-everything" }));
await keep("repeated", resend.emails.send(whole, { idempotencyKey: "sdk-everything" }));
await keep("otherBody", resend.emails.send({ ...whole, subject: "Something else" }, { idempotencyKey: "sdk-everything" }));

const scheduled = await keep("scheduled", resend.emails.send({ from, to: "later@example.com", subject: "Later", text: "t", scheduledAt: inAnHour }));
await keep("updated", resend.emails.update({ id: scheduled.id, scheduledAt: inTwoHours }));
await keep("waiting", resend.emails.get(scheduled.id));
await keep("canceled", resend.emails.cancel(scheduled.id));
await keep("canceledAgain", resend.emails.cancel(scheduled.id));
await keep("afterCancel", resend.emails.get(scheduled.id));

const good = n => ({ from, to: `batch${n}@example.com`, subject: `Batch ${n}`, text: "t" });
const bad = { from, to: "nowhere", subject: "Bad", text: "t" };
await keep("batch", resend.batch.send([good(1), good(2)], { idempotencyKey: "sdk-batch" }));
await keep("batchRepeated", resend.batch.send([good(1), good(2)], { idempotencyKey: "sdk-batch" }));
await keep("batchStrict", resend.batch.send([good(3), bad]));
await keep("batchPermissive", resend.batch.send([good(4), bad], { batchValidation: "permissive" }));

await keep("gotHtml", untilSent(html.id));
await keep("gotText", untilSent(text.id));
await keep("gotEverything", untilSent(everything.id));
const page = await keep("list", resend.emails.list({ limit: 2 }));
await keep("nextPage", resend.emails.list({ limit: 2, after: page.data[1].id }));
await keep("previousPage", resend.emails.list({ limit: 1, before: page.data[1].id }));

await keep("invalid", resend.emails.send({ from: "nobody", to: "also nobody", subject: "s", text: "t" }));
await keep("notFound", resend.emails.get("0195a1b2-c3d4-7e5f-8a6b-1c2d3e4f5061"));
await keep("wrongKey", new Resend("re_wrong").emails.get(html.id));
await keep("scheduledTooFar", resend.emails.send({ from, to: "a@example.com", subject: "s", text: "t", scheduledAt: "2099-01-01T00:00:00Z" }));

const key = await keep("key", resend.apiKeys.create({ name: "from the SDK", permission: "sending_access" }));
const sender = new Resend(key.token);
await keep("sentWithKey", sender.emails.send({ from, to: "key@example.com", subject: "With the new key", text: "t" }));
await keep("readWithKey", sender.emails.get(html.id));
await keep("renamed", resend.apiKeys.update(key.id, { name: "renamed by the SDK" }));
await keep("keys", resend.apiKeys.list());
await keep("oneKey", resend.apiKeys.list({ limit: 1 }));
await keep("removed", resend.apiKeys.remove(key.id));

const suppressed = await keep("suppressed", resend.suppressions.add({ email: "sdk@example.org" }));
await keep("suppressedBatch", resend.suppressions.batch.add({ emails: ["sdk1@example.org", "sdk2@example.org"] }));
await keep("suppression", resend.suppressions.get("sdk@example.org"));
await keep("suppressionById", resend.suppressions.get(suppressed.id));
await keep("suppressions", resend.suppressions.list({ origin: "manual", limit: 100 }));
await keep("unsuppressed", resend.suppressions.remove(suppressed.id));
await keep("unsuppressedBatch", resend.suppressions.batch.remove({ emails: ["sdk1@example.org", "sdk2@example.org"] }));
await keep("unsuppressedAgain", resend.suppressions.remove("sdk@example.org"));

const domain = await keep("domain", resend.domains.create({ name: "sdk.example", region: "us-east-1", customReturnPath: "send" }));
await keep("gotDomain", resend.domains.get(domain.id));
await keep("domains", resend.domains.list());
await keep("updatedDomain", resend.domains.update({ id: domain.id, openTracking: false, clickTracking: false, tls: "opportunistic" }));
await keep("verifiedDomain", resend.domains.verify(domain.id));
await keep("removedDomain", resend.domains.remove(domain.id));

const drafted = await keep("drafted", resend.templates.create({
    name: "Order", alias: "sdk-order", from, replyTo: "help@acme.test", subject: "Order {{{ID}}}", html: "<p>Hi {{{NAME}}}, {{{ID}}} of {{{COUNT}}}</p>",
    variables: [{ key: "NAME", type: "string", fallbackValue: "there" }, { key: "ID", type: "string" }, { key: "COUNT", type: "number", fallbackValue: 25 }],
}));
await keep("unpublished", resend.emails.send({ to: "template@example.com", template: { id: drafted.id, variables: { ID: "4711" } } }));
await keep("published", resend.templates.publish(drafted.id));
const templated = await keep("templated", resend.emails.send({ to: "template@example.com", template: { id: "sdk-order", variables: { ID: "4711", NAME: "<Ann>" } } }));
await keep("missing", resend.emails.send({ to: "template@example.com", template: { id: "sdk-order" } }));
await keep("templatedBatch", resend.batch.send([{ to: "template@example.com", subject: "Mine", template: { id: "sdk-order", variables: { ID: 1 } } }]));
await keep("template", resend.templates.get("sdk-order"));
await keep("updatedTemplate", resend.templates.update("sdk-order", { name: "Order 2", html: "<p>{{{ID}}}</p>" }));
const copied = await keep("copied", resend.templates.duplicate(drafted.id).publish());
await keep("templates", resend.templates.list({ limit: 100 }));
await keep("gotTemplated", untilSent(templated.id));
await keep("removedTemplate", resend.templates.remove("sdk-order"));
await keep("removedCopy", resend.templates.remove(copied.id));

const webhook = await keep("webhook", resend.webhooks.create({ endpoint: "http://127.0.0.1:9/sdk", events: ["email.sent"] }));
await resend.emails.create({ from, to: "create@example.com", subject: "s", text: "t" });
await resend.webhooks.get(webhook.id);
await resend.webhooks.list();
let told = [];
for (let tries = 0; tries < 300 && told.length === 0; tries++) {
    await new Promise(resolve => setTimeout(resolve, 100));
    told = (await resend.webhooks.events.list({ webhookId: webhook.id })).data.data;
}

const event = { webhookId: webhook.id, eventId: told[0]?.id };
await resend.webhooks.events.get(event);
await resend.webhooks.events.replay(event);
await resend.webhooks.events.attempts.list(event);
const stamp = `${Math.floor(Date.now() / 1000)}`;
const signature = createHmac("sha256", Buffer.from(webhook.signing_secret.slice("whsec_".length), "base64")).update(`msg_1.${stamp}.{"type":"t"}`).digest("base64");
resend.webhooks.verify({ payload: '{"type":"t"}', headers: { id: "msg_1", timestamp: stamp, signature: `v1,${signature}` }, webhookSecret: webhook.signing_secret });
await resend.webhooks.rotateSigningSecret(webhook.id);
await resend.webhooks.update(webhook.id, { status: "disabled" });
await resend.webhooks.remove(webhook.id);
await resend.batch.create([good(5)]);
await resend.usage.get();

await keep("contacts", resend.contacts.list());
await keep("broadcasts", resend.broadcasts.create({ from, audienceId: "1", subject: "s", text: "t" }));
await keep("receiving", resend.emails.receiving.list());

const linked = await keep("linked", resend.emails.send({ from, to: "file@example.com", subject: "Plans", text: "t", attachments: [{ filename: "plans.pdf", content: Buffer.alloc(150_000, 1) }] }));
const files = await keep("attachments", resend.emails.attachments.list({ emailId: linked.id }));
await keep("attachment", resend.emails.attachments.get({ emailId: linked.id, id: files.data[0].id }));
await keep("noAttachments", resend.emails.attachments.list({ emailId: html.id }));

await callTheRest();
console.log(JSON.stringify({ ...answers, methods }));
