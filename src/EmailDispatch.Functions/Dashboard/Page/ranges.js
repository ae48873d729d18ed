const hour = 3_600_000;
const language = 'en-GB';
const time = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short' });
const weekday = new Intl.DateTimeFormat(language, { weekday: 'short', day: 'numeric' });
const utcDay = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', timeZone: 'UTC' });

const startOfHour = date => new Date(Math.floor(date / hour) * hour);
const utcMidnight = date => new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()));

function startOfQuarter(date) {
  const start = new Date(date);
  start.setHours(Math.floor(date.getHours() / 6) * 6, 0, 0, 0);
  return start;
}

// Usage is stored by UTC hour. Bars are sums: one hour, six hours (local time) or a day (UTC).
export const ranges = {
  '24h': {
    name: '24 hours',
    per: 'by the hour',
    interval: 'hour',
    from: now => new Date(startOfHour(now).getTime() - 23 * hour),
    next: start => new Date(start.getTime() + hour),
    group: startOfHour,
    tick: start => time.format(start),
    label: start => `${day.format(start)}, ${time.format(start)} to ${time.format(start.getTime() + hour)}`,
  },
  '7d': {
    name: '7 days',
    per: 'by six hours',
    interval: 'hour',
    // An hour in which a local quarter begins belongs to the quarter before.
    from: now => new Date(Math.ceil(startOfQuarter(new Date(now.getTime() - 7 * 24 * hour)) / hour) * hour),
    next: start => startOfQuarter(new Date(start.getTime() + 7 * hour)),
    group: startOfQuarter,
    tick: start => weekday.format(start),
    label: (start, end) => `${day.format(start)}, ${time.format(start)} to ${time.format(end)}`,
  },
  '30d': {
    name: '30 days',
    per: 'by the day, UTC',
    interval: 'day',
    from: now => new Date(utcMidnight(now).getTime() - 29 * 24 * hour),
    next: start => new Date(start.getTime() + 24 * hour),
    group: utcMidnight,
    tick: start => utcDay.format(start),
    label: start => utcDay.format(start),
  },
};

// Every hour or day of a range with its line from the API, oldest first: percentiles cannot be added up to longer periods.
export function stepsOf(range, lines, from, now) {
  const { label } = range.interval === 'day' ? range : ranges['24h'];
  const length = range.interval === 'day' ? 24 * hour : hour;
  const byStart = new Map(lines.map(line => [Date.parse(line.period), line]));
  const steps = [];
  for (let start = from.getTime(); start <= now; start += length) {
    steps.push({ tick: range.tick(new Date(start)), label: label(new Date(start)), line: byStart.get(start) });
  }
  return steps;
}

// Every period of a range, oldest first, with its sums; the API omits empty periods.
export function periodsOf(range, lines, from, now, figures) {
  const periods = [];
  for (let start = range.group(from); start <= now; start = range.next(start)) {
    periods.push({ start, tick: range.tick(start), label: range.label(start, range.next(start)), sums: Object.fromEntries(figures.map(name => [name, 0])) });
  }
  const byStart = new Map(periods.map(period => [period.start.getTime(), period]));
  for (const line of lines) {
    const period = byStart.get(range.group(new Date(line.period)).getTime());
    if (period) for (const name of figures) period.sums[name] += line[name];
  }
  return periods;
}
