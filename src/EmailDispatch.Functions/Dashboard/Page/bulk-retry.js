import * as api from './api.js';
import { announce, button, el } from './elements.js';
import { confirm } from './confirm.js';
import { count, plural } from './format.js';
import { act } from './states.js';
import { canRetry } from './statuses.js';

const mostCounted = 1000;
const atOnce = 100;
const longestWait = 30;
const always = '1970-01-01T00:00:00Z';

// Retries the selected emails, or all that match the filter: { bar, show() }.
export function bulkRetry({ filter, selected, signal, refresh }) {
  const progress = el('progress', { hidden: true, 'aria-label': 'Progress of the retry' });
  const words = el('p', { class: 'quiet' });
  const outcome = el('div', { class: 'outcome' });
  const some = button('', { class: 'button primary', onclick: () => run(some, retrySelected) });
  const all = button('Retry all found', { onclick: () => run(all, retryFound) });
  const bar = el('div', { class: 'bulk' }, some, canRetry(filter.status) && all, progress, words, outcome);
  let isRunning = false;

  const show = () => {
    some.hidden = selected.size === 0;
    some.textContent = `Retry ${count(selected.size)} selected`;
  };

  const step = (done, total) => {
    progress.hidden = false;
    Object.assign(progress, { max: Math.max(total, done), value: done });
    words.textContent = `${count(done)} of ${count(total)}`;
  };

  async function run(element, work) {
    if (isRunning) return;
    isRunning = true;
    words.textContent = '';
    try {
      const text = await act(element, outcome, work);
      words.textContent = text ?? '';
      if (!text) return;
      announce(text);
      await refresh().catch(() => {});
    } finally {
      isRunning = false;
      progress.hidden = true;
    }
  }

  async function retrySelected() {
    const ids = [...selected];
    if (!await ask(ids.length, plural(ids.length, 'email'), 'The selected emails are')) return null;
    const faults = new Map();
    for (const [n, id] of ids.entries()) {
      step(n, ids.length);
      try {
        await patiently(() => api.retryEmail(id), signal);
        selected.delete(id);
      } catch (fault) {
        if (signal.aborted || !(fault.status === 404 || fault.status === 409)) throw fault;
        faults.set(fault.message, (faults.get(fault.message) ?? 0) + 1);
        selected.delete(id);
      }
    }
    const failed = [...faults.values()].reduce((sum, number) => sum + number, 0);
    return [`${plural(ids.length - failed, 'email')} queued again.`, ...[...faults].map(([message, number]) => `${count(number)} not: ${message}`)].join(' ');
  }

  async function retryFound() {
    // Those that fail from now on are not among those that were counted.
    const until = filter.until ?? new Date().toISOString();
    words.textContent = 'Counting…';
    const found = await countFound({ ...filter, until }, signal);
    words.textContent = '';
    if (found.count === 0) return 'There is nothing to retry.';
    if (!await ask(found.count, `${found.isMore ? 'more than ' : ''}${plural(found.count, 'email')}`, 'All emails that match the filter are')) return null;

    const { since = always, until: _, fallback, min_attempts: attempts, ...rest } = filter;
    const body = { ...rest, from: since, to: until, limit: atOnce, ...(fallback && { fallback: fallback === 'true' }), ...(attempts && { min_attempts: Number(attempts) }) };
    const sums = { retried: 0, skipped: 0 };
    for (let after; after !== null;) {
      step(sums.retried + sums.skipped, found.count);
      const part = await patiently(() => api.retryEmails({ ...body, ...(after && { after }) }, signal), signal);
      sums.retried += part.retried;
      sums.skipped += part.skipped;
      after = part.next;
    }
    return `${plural(sums.retried, 'email')} queued again.${sums.skipped > 0 ? ` ${count(sums.skipped)} skipped: their content is no longer stored, or they changed meanwhile.` : ''}`;
  }

  show();
  return { bar, show };
}

const ask = (number, text, which) => confirm({
  title: `Retry ${text}?`,
  text: `${which} sent to the recipients who did not get them. The do-not-send list still applies.`,
  yes: number === 1 ? 'Retry' : `Retry ${text}`,
});

async function countFound(filter, signal) {
  let [number, after] = [0, undefined];
  do {
    const page = await api.emails({ ...filter, limit: atOnce, after }, signal);
    [number, after] = [number + page.data.length, page.next];
  } while (after !== null && number < mostCounted);
  return { count: number, isMore: after !== null };
}

// A key may have a rate; what it refuses was not done.
async function patiently(work, signal) {
  for (;;) {
    try {
      return await work();
    } catch (fault) {
      if (fault.name !== 'rate_limit_exceeded' || !(fault.retryAfter <= longestWait)) throw fault;
      await new Promise(resolve => { setTimeout(resolve, fault.retryAfter * 1000); });
      signal.throwIfAborted();
    }
  }
}
