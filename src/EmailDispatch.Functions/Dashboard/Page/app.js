import { session } from './api.js';
import { showApiKey, showApiKeys } from './api-keys.js';
import { announce, byId, el } from './elements.js';
import { showDomain, showDomains } from './domains.js';
import { showEmail } from './email.js';
import { showEmails } from './emails.js';
import { showExpiries } from './expiries.js';
import { showOverview } from './overview.js';
import { showPoison, showPoisonMessage } from './poison.js';
import { showProviders } from './providers.js';
import { showRunbook } from './runbook.js';
import { showSignIn } from './sign-in.js';
import { empty } from './states.js';
import { showSuppressions } from './suppressions.js';
import { showTemplate, showTemplates } from './templates.js';
import { showUsage } from './usage.js';
import { showWebhook, showWebhooks } from './webhooks.js';

const product = 'Email dispatch';
const pages = [
  [/^\/$/, 'Overview', showOverview],
  [/^\/emails$/, 'Emails', showEmails],
  [/^\/emails\/(?<id>[^/]+)$/, 'Email', showEmail],
  [/^\/providers$/, 'Providers', showProviders],
  [/^\/usage$/, 'Usage', showUsage],
  [/^\/suppressions$/, 'Suppressions', showSuppressions],
  [/^\/templates$/, 'Templates', showTemplates],
  [/^\/templates\/(?<id>[^/]+)$/, 'Template', showTemplate],
  [/^\/domains$/, 'Domains', showDomains],
  [/^\/domains\/(?<id>[^/]+)$/, 'Domain', showDomain],
  [/^\/webhooks$/, 'Webhooks', showWebhooks],
  [/^\/webhooks\/(?<id>[^/]+)$/, 'Webhook', showWebhook],
  [/^\/api-keys$/, 'API keys', showApiKeys],
  [/^\/api-keys\/(?<id>[^/]+)$/, 'API key', showApiKey],
  [/^\/expiries$/, 'Expiries', showExpiries],
  [/^\/poison$/, 'Poison', showPoison],
  [/^\/poison\/(?<id>[^/]+\/[^/]+)$/, 'Poison message', showPoisonMessage],
  [/^\/runbook$/, 'Runbook', showRunbook],
  [/^\/runbook\/(?<id>[^/]+)$/, 'Runbook', showRunbook],
];

const main = byId('main');
const more = byId('more');
let current = new AbortController();
let place;
let shownBefore = false;

// The part of the URL after # selects the page, so Back, reload and copied links work.
function route() {
  current.abort();
  current = new AbortController();
  const [path, query = ''] = (location.hash.slice(1) || '/').split('?', 2);
  const [found, name, show] = pages.map(([pattern, ...page]) => [pattern.exec(path), ...page]).find(([match]) => match) ?? [];
  const isSamePage = place?.dataset.path === path;
  const focused = isSamePage && nameOfFocused();
  place = el('div', { class: 'page', 'data-path': path });
  main.replaceChildren(place);
  byId('bar').hidden = session.key === null;
  document.title = product;
  if (session.key === null) return signIn();

  more.open = false;
  for (const link of byId('nav').querySelectorAll('a')) {
    const target = link.getAttribute('href').slice(1);
    const isHere = target === path || (target !== '/' && path.startsWith(`${target}/`));
    if (isHere) link.setAttribute('aria-current', target === path ? 'page' : 'true');
    else link.removeAttribute('aria-current');
  }

  document.title = `${name ?? 'Not found'} · ${product}`;
  if (show) show(place, { id: decode(found.groups?.id), query: new URLSearchParams(query), signal: current.signal });
  else place.append(el('h1', { tabindex: '-1' }, 'Not found'), empty('Page not found', 'Check the address.'));
  moveFocus(focused);
}

const decode = text => {
  try { return text && decodeURIComponent(text); } catch { return text; }
};

// A choice on the page keeps its focus; another page starts at its heading.
const nameOfFocused = () => document.activeElement?.closest('main a, main button, main input, main select')?.textContent || null;

function moveFocus(name) {
  if (shownBefore) {
    const same = name && [...main.querySelectorAll('a, button')].find(element => element.textContent === name);
    (same || main.querySelector('h1') || main).focus({ preventScroll: Boolean(same) });
    if (!same) scrollTo(0, 0);
  }
  shownBefore = true;
}

function signIn(reason) {
  showSignIn(place, {
    reason,
    onSignedIn: key => {
      session.start(key);
      announce('Signed in');
      shownBefore = true;
      route();
    },
  });
}

function signOut(reason) {
  session.end();
  current.abort();
  place = el('div', { class: 'page' });
  main.replaceChildren(place);
  byId('bar').hidden = true;
  document.title = product;
  signIn(reason);
}

byId('sign-out').addEventListener('click', () => signOut());
byId('skip').addEventListener('click', event => {
  // The part after # selects the page.
  event.preventDefault();
  (main.querySelector('h1') ?? main).focus();
});
addEventListener('click', event => { if (!more.contains(event.target)) more.open = false; });
more.addEventListener('keydown', event => {
  if (event.key !== 'Escape' || !more.open) return;
  more.open = false;
  more.firstElementChild.focus();
});
addEventListener('key-refused', () => signOut('The API key is no longer accepted. Enter another one.'));
addEventListener('hashchange', route);
const showNetwork = () => { byId('offline').hidden = navigator.onLine; };
addEventListener('online', showNetwork);
addEventListener('offline', showNetwork);

showNetwork();
route();
