import { el } from './elements.js';
import { count, time } from './format.js';
import { share } from './provider-table.js';
import { table } from './table.js';

// What the tenant and its API keys may send.
export const quotaTable = quotas => table({
  caption: 'Sending quotas',
  columns: [
    { name: 'Sender', class: 'name', cell: quota => quota.api_key_id === null ? 'All of the tenant' : ['API key ', el('code', { class: 'id' }, quota.api_key_id)] },
    { name: 'Per', class: 'reason', cell: quota => quota.period },
    { name: 'Used', class: 'share-of', cell: quota => share(Math.min(quota.used, quota.limit), quota.limit) },
    { name: 'Accepted', class: 'number', cell: quota => count(quota.used) },
    { name: 'Limit', class: 'number', cell: quota => count(quota.limit) },
    { name: 'Begins anew', class: 'when', cell: quota => time(quota.resets_at) },
  ],
  rows: quotas,
  class: 'cards',
}).element;
