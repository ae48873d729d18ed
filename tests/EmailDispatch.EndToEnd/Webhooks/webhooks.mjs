// What an application does with the Resend SDK to be told of its emails. Base URL and key come from the environment. Prints every answer under its name.
import { createServer } from "node:http";
import { Resend } from "resend";

const resend = new Resend();
const answers = {};
const received = [];
const count = 20;

const server = createServer((request, response) => {
    const arrived = Date.now();
    let body = "";
    request.on("data", chunk => body += chunk);
    request.on("end", () => {
        received.push({ arrived, body, headers: request.headers });
        response.end("noted");
    });
});
await new Promise(resolve => server.listen(0, "127.0.0.1", resolve));

async function keep(name, call) {
    const { data, error } = await call;
    answers[name] = { data, error };
    return data;
}

async function until(isDone) {
    for (let tries = 0; tries < 600 && !isDone(); tries++)
        await new Promise(resolve => setTimeout(resolve, 50));
}

const verify = (event, spelling, secret) => {
    const header = name => event.headers[`${spelling}-${name}`];
    return resend.webhooks.verify({ payload: event.body, headers: { id: header("id"), timestamp: header("timestamp"), signature: header("signature") }, webhookSecret: secret });
};
const isRefused = call => {
    try {
        call();
        return false;
    } catch {
        return true;
    }
};

const endpoint = `http://127.0.0.1:${server.address().port}/hook`;
const created = await keep("created", resend.webhooks.create({ endpoint, events: ["email.sent", "email.bounced"] }));
await keep("refused", resend.webhooks.create({ endpoint: "ftp://example.com", events: ["email.opened"] }));
const sent = [];
for (let n = 0; n < count; n++) {
    sent.push((await resend.emails.send({ from: "Acme <hi@acme.test>", to: `user${n}@example.com`, subject: `Number ${n}`, text: "t", tags: [{ name: "flow", value: "signup" }] })).data.id);
    await until(() => received.length === n + 1);
}

answers.sent = sent;
answers.verified = received.map(event => verify(event, "svix", created.signing_secret));
answers.verifiedOther = received.map(event => verify(event, "webhook", created.signing_secret)).length;
answers.forged = isRefused(() => verify({ ...received[0], body: received[0].body.replace("email.sent", "email.bounced") }, "svix", created.signing_secret));
answers.latencies = received.map(event => event.arrived - Date.parse(JSON.parse(event.body).created_at)).sort((a, b) => a - b);

const got = await keep("got", resend.webhooks.get(created.id));
await keep("list", resend.webhooks.list());
const events = await keep("events", resend.webhooks.events.list({ webhookId: created.id, limit: 5 }));
await keep("nextEvents", resend.webhooks.events.list({ webhookId: created.id, limit: 5, after: events.data.at(-1).id }));
await keep("event", resend.webhooks.events.get({ webhookId: created.id, eventId: events.data[0].id }));
await keep("attempts", resend.webhooks.events.attempts.list({ webhookId: created.id, eventId: events.data[0].id }));
await keep("replayed", resend.webhooks.events.replay({ webhookId: created.id, eventId: events.data[0].id }));
answers.replayedId = received.at(-1).headers["webhook-id"];

const rotated = await keep("rotated", resend.webhooks.rotateSigningSecret(created.id));
await keep("bounced", resend.emails.send({ from: "Acme <hi@acme.test>", to: "bounce@example.com", subject: "Gone", text: "t" }));
await until(() => received.length === count + 2);
answers.afterRotation = [created.signing_secret, rotated.signing_secret].map(secret => verify(received.at(-1), "svix", secret));

await keep("updated", resend.webhooks.update(created.id, { status: "disabled", events: ["email.sent"] }));
await keep("disabled", resend.webhooks.get(created.id));
await keep("removed", resend.webhooks.remove(created.id));
await keep("gone", resend.webhooks.get(created.id));
answers.sameSecret = got.signing_secret === created.signing_secret;
server.close();
console.log(JSON.stringify(answers));
