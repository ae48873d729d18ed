// The API's address, relative to this file, because the host may have a route prefix.
const root = new URL('..', import.meta.url);
const storageKey = 'email-dispatch.api-key';
const json = 'application/json';
const longestWait = 5;
const patience = 3;

let scopes = [];

// Whether the key may do something, by its last response: the page does not offer what the API would refuse.
export const may = scope => scopes.includes(scope) || scopes.includes('admin');

// Kept until the tab is closed or the user signs out.
export const session = {
  get key() { return sessionStorage.getItem(storageKey); },
  start(key) { sessionStorage.setItem(storageKey, key); },
  end() { sessionStorage.removeItem(storageKey); },
};

export class ApiFault extends Error {
  constructor(name, message, { status = 0, requestId = null, retryAfter = null, errors = [], test = null } = {}) {
    super(message);
    Object.assign(this, { name, status, requestId, retryAfter, errors, test });
  }

  get isKeyRefused() { return this.name === 'invalid_api_key' || this.name === 'missing_api_key'; }

  get isScopeMissing() { return this.name === 'restricted_api_key'; }
}

const path = (parts, query = {}) => {
  const url = new URL(parts.map(encodeURIComponent).join('/'), root);
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') url.searchParams.set(name, value);
  }
  return url;
};

async function request(method, url, { signal, body, key = session.key, accept = json, version = null, isRead = method === 'GET' } = {}) {
  for (let attempt = 1; ; attempt++) {
    const response = await ask(method, url, signal, body, key, accept, version);
    scopes = response.headers.get('X-Api-Key-Scopes')?.split(', ') ?? scopes;
    if (response.ok && accept !== json) return response;
    const answer = await response.json().catch(fault => {
      if (signal?.aborted) throw fault;
      return null;
    });
    if (response.ok && answer !== null) return answer;

    const retryAfter = Number(response.headers.get('Retry-After')) || null;
    // A page makes several requests at once, which can exceed the rate of a key.
    if (isRead && response.status === 429 && attempt < patience && retryAfter <= longestWait) {
      await pause((retryAfter ?? 1) * 1000, signal);
      continue;
    }

    throw new ApiFault(
      answer?.name ?? 'application_error',
      answer?.message ?? `The host answered ${response.status} without a message.`,
      { status: response.status, requestId: answer?.request_id ?? response.headers.get('X-Request-Id'), retryAfter, errors: answer?.errors, test: answer?.test });
  }
}

async function ask(method, url, signal, body, key, accept, version) {
  try {
    return await fetch(url, {
      method,
      signal,
      headers: { Authorization: `Bearer ${key}`, Accept: accept, ...(body && { 'Content-Type': json }), ...(version && { 'If-Match': `"${version}"` }) },
      body: body && JSON.stringify(body),
      cache: 'no-store',
      credentials: 'omit',
    });
  } catch (fault) {
    if (signal?.aborted) throw fault;
    throw new ApiFault('offline', 'The host cannot be reached from this browser.');
  }
}

const pause = (milliseconds, signal) => new Promise((resolve, reject) => {
  const timer = setTimeout(resolve, milliseconds);
  signal?.addEventListener('abort', () => { clearTimeout(timer); reject(signal.reason); }, { once: true });
});

export const check = key => request('GET', path(['emails'], { limit: 1 }), { key });
export const usage = (query, signal) => request('GET', path(['usage'], query), { signal });
export const usageCsv = query => request('GET', path(['usage'], query), { accept: 'text/csv' }).then(response => response.text());
export const health = signal => request('GET', path(['health']), { signal });
export const overview = signal => request('GET', path(['overview']), { signal });
export const providers = signal => request('GET', path(['providers']), { signal });
export const providerPresets = signal => request('GET', path(['providers', 'presets']), { signal });
export const addProvider = body => request('POST', path(['providers']), { body });
export const updateProvider = (name, body) => request('PATCH', path(['providers', name]), { body });
export const removeProvider = name => request('DELETE', path(['providers', name]));
export const testProvider = (name, body) => request('POST', path(['providers', name, 'test']), { body });
export const expiries = signal => request('GET', path(['expiries']), { signal });
export const resumeProvider = name => request('POST', path(['providers', name, 'resume']));
export const emails = (query, signal) => request('GET', path(['emails'], query), { signal });
export const email = (id, signal) => request('GET', path(['emails', id]), { signal });
export const emailsCsv = (query, signal) => request('GET', path(['emails'], query), { signal, accept: 'text/csv' });
export const message = (id, signal) => request('GET', path(['emails', id, 'message']), { signal });
export const messageSource = (id, signal) => request('GET', path(['emails', id, 'message']), { signal, accept: 'message/rfc822' });
export const retryEmails = (body, signal) => request('POST', path(['emails', 'retry']), { signal, body });
export const retryEmail = id => request('POST', path(['emails', id, 'retry']));
export const cancelEmail = id => request('POST', path(['emails', id, 'cancel']));
export const suppressions = (query, signal) => request('GET', path(['suppressions'], query), { signal });
export const addSuppression = (address, reason) => request('POST', path(['suppressions']), { body: { address, reason } });
export const removeSuppression = id => request('DELETE', path(['suppressions', id]));
export const exportRecipient = (address, query, signal) => request('POST', path(['recipients', 'export']), { body: { address, ...query }, isRead: true, signal });
export const eraseRecipient = (address, keep) => request('POST', path(['recipients', 'erase']), { body: { address, keep_suppression: keep } });
export const sendEmail = body => request('POST', path(['emails']), { body });
export const templates = signal => request('GET', path(['templates']), { signal });
export const template = (id, signal) => request('GET', path(['templates', id]), { signal });
export const templateVersions = (id, signal) => request('GET', path(['templates', id, 'versions']), { signal });
export const templateVersion = (id, version) => request('GET', path(['templates', id, 'versions', version]));
export const addTemplate = body => request('POST', path(['templates']), { body });
export const updateTemplate = (id, version, body) => request('PATCH', path(['templates', id]), { body, version });
export const publishTemplate = (id, version) => request('POST', path(['templates', id, 'publish'], { version }));
export const duplicateTemplate = id => request('POST', path(['templates', id, 'duplicate']));
export const removeTemplate = id => request('DELETE', path(['templates', id]));
export const previewTemplate = (id, body) => request('POST', path(['templates', id, 'preview']), { body });
export const domains = signal => request('GET', path(['domains']), { signal });
export const domain = (id, signal) => request('GET', path(['domains', id]), { signal });
export const addDomain = name => request('POST', path(['domains']), { body: { name } });
export const verifyDomain = id => request('POST', path(['domains', id, 'verify']));
export const removeDomain = id => request('DELETE', path(['domains', id]));
export const apiKeys = (query, signal) => request('GET', path(['api-keys'], query), { signal });
export const apiKey = (id, signal) => request('GET', path(['api-keys', id]), { signal });
export const createApiKey = body => request('POST', path(['api-keys']), { body });
export const updateApiKey = (id, body) => request('PATCH', path(['api-keys', id]), { body });
export const removeApiKey = id => request('DELETE', path(['api-keys', id]));
export const poison = signal => request('GET', path(['poison']), { signal });
export const poisonMessage = (queue, id, signal) => request('GET', path(['poison', queue, id]), { signal });
export const requeuePoison = (queue, id) => request('POST', path(['poison', queue, id, 'requeue']));
export const deletePoison = (queue, id) => request('DELETE', path(['poison', queue, id]));
export const createWebhook = body => request('POST', path(['webhooks']), { body });
export const removeWebhook = id => request('DELETE', path(['webhooks', id]));
export const webhooks = signal => request('GET', path(['webhooks']), { signal });
export const webhook = (id, signal) => request('GET', path(['webhooks', id]), { signal });
export const updateWebhook = (id, body) => request('PATCH', path(['webhooks', id]), { body });
export const testWebhook = id => request('POST', path(['webhooks', id, 'test']));
export const webhookEvents = (id, query, signal) => request('GET', path(['webhooks', id, 'events'], query), { signal });
export const webhookAttempts = (id, event) => request('GET', path(['webhooks', id, 'events', event, 'attempts']));
export const replayWebhookEvent = (id, event) => request('POST', path(['webhooks', id, 'events', event, 'replay']));
