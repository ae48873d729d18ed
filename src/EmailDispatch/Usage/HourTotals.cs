using EmailDispatch.Emails;
using EmailDispatch.Naming;
using EmailDispatch.Status;

namespace EmailDispatch.Usage;

internal sealed class HourTotals
{
    /// <summary>The maximum number of values per dimension and hour, so that tags unique to each email do not multiply the rows.</summary>
    public const int MaxValues = 1_000;

    /// <summary>The same for pairs. The rest is kept by provider.</summary>
    public const int MaxPairs = 200;

    /// <summary>The value for the rest. Tags and provider names cannot contain parentheses.</summary>
    public const string OtherValues = "(other)";

    private readonly Dictionary<UsageDimension, Dictionary<string, UsageFigures>> _dimensions =
        Enum.GetValues<UsageDimension>().ToDictionary(d => d, _ => new Dictionary<string, UsageFigures>(StringComparer.Ordinal));

    /// <summary>The number of rows added.</summary>
    public int Rows { get; private set; }

    /// <summary>The number of rows added whose status is not final.</summary>
    public int Unfinished { get; private set; }

    public void Add(EmailRow row)
    {
        Rows++;
        if (!row.Status.IsTerminal())
            Unfinished++;

        AddEmail(Of(UsageDimension.Total, ""), row);
        AddEmail(Of(UsageDimension.Stream, row.Stream), row);
        AddEmail(Of(UsageDimension.Status, row.Status.ToName()), row);
        var tags = row.Tags.Select(t => $"{t.Name}:{t.Value}").Distinct(StringComparer.Ordinal).ToList();
        foreach (var tag in tags)
            AddEmail(Of(UsageDimension.Tag, tag), row);

        if (row.Template is { } template)
            AddEmail(Of(UsageDimension.Template, template.Id), row);

        // An invalid drop may contain recipients that are not addresses.
        var domains = row.Recipients.Where(_ => row.Status != EmailStatus.Rejected).ToLookup(r => DomainOf(r.Address), StringComparer.Ordinal);
        foreach (var recipients in domains)
            AddEmail(Of(UsageDimension.Domain, recipients.Key), OfRecipients(row, [.. recipients]));

        List<(UsageDimension, string, IEnumerable<Recipient>)> seconds =
        [
            (UsageDimension.ProviderStream, row.Stream, row.Recipients),
            .. tags.Select(tag => (UsageDimension.ProviderTag, tag, row.Recipients)),
            .. domains.Select(recipients => (UsageDimension.ProviderDomain, recipients.Key, (IEnumerable<Recipient>)recipients)),
        ];
        AddTries(row, seconds);
        AddReports(row, seconds);
    }

    /// <summary>
    /// Returns the figures by dimension and value. If there are too many values, those with the most emails are kept; ties are broken by name, so the
    /// choice is stable. The others are added up, so that sums stay the same.
    /// </summary>
    public IEnumerable<(UsageDimension Dimension, string Value, UsageFigures Figures)> All()
    {
        foreach (var (dimension, values) in _dimensions)
        {
            var max = dimension.IsPair() ? MaxPairs : MaxValues;
            if (values.Count <= max)
            {
                foreach (var (value, figures) in values)
                    yield return (dimension, value, figures);
                continue;
            }

            var kept = max - values.Keys.Select(value => OtherOf(dimension, value)).Distinct(StringComparer.Ordinal).Count();
            var largestFirst = values.OrderByDescending(v => v.Value.Accepted).ThenBy(v => v.Key, StringComparer.Ordinal).ToList();
            foreach (var (value, figures) in largestFirst.Take(kept))
                yield return (dimension, value, figures);
            foreach (var others in largestFirst.Skip(kept).GroupBy(v => OtherOf(dimension, v.Key), v => v.Value, StringComparer.Ordinal))
            {
                var rest = new UsageFigures();
                foreach (var figures in others)
                    rest.Add(figures);
                yield return (dimension, others.Key, rest);
            }
        }
    }

    private static string OtherOf(UsageDimension dimension, string value) =>
        dimension.IsPair() ? UsageDimensions.Pair(dimension.Split(value).First, OtherValues) : OtherValues;

    private static void AddEmail(UsageFigures figures, EmailRow row)
    {
        if (row.Status != EmailStatus.Rejected)
            figures.Accepted++;
        CountStatus(figures, row.Status);
        AddReports(figures, row.Recipients);
        figures.Attempts += row.Attempts.Count + row.OmittedAttempts.Sum(t => t.Count);
        figures.Failovers += row.Attempts.Where((_, n) => AttemptHistory.IsFailover(row.Attempts, n)).Count() + row.OmittedAttempts.Sum(t => t.Failovers);
        figures.Bytes += row.Size * (row.Attempts.Count(a => a.Outcome.IsAccepted()) + row.OmittedAttempts.Where(t => t.Outcome.IsAccepted()).Sum(t => t.Count));
        if (row.Status == EmailStatus.Sent && row.SentAt is { } sentAt)
            figures.Latency.Add(sentAt - DueAt(row));
    }

    private static void AddReports(UsageFigures figures, IEnumerable<Recipient> recipients)
    {
        figures.Delivered += Any(ReportKind.Delivered) || Any(ReportKind.Complained) ? 1 : 0;
        figures.BouncedLate += Any(ReportKind.Bounced) ? 1 : 0;
        figures.Complained += Any(ReportKind.Complained) ? 1 : 0;

        bool Any(ReportKind kind) => recipients.Any(r => r.Report?.Kind == kind);
    }

    /// <summary>The email as if it had been sent only to some of its recipients.</summary>
    private static EmailRow OfRecipients(EmailRow row, IReadOnlyList<Recipient> recipients) => row with
    {
        Recipients = recipients,
        Status = row.Status is EmailStatus.Sent or EmailStatus.Bounced or EmailStatus.Failed or EmailStatus.Suppressed or EmailStatus.Unknown
            ? RecipientList.Summarise(recipients)
            : row.Status,
    };

    private static string DomainOf(string address) => new EmailAddress(address).AsciiDomain.ToLowerInvariant();

    private void AddTries(EmailRow row, List<(UsageDimension Dimension, string Value, IEnumerable<Recipient>)> seconds)
    {
        var seen = new HashSet<UsageFigures>(ReferenceEqualityComparer.Instance);
        for (var n = 0; n < row.Attempts.Count; n++)
        {
            var attempt = row.Attempts[n];
            AddTries(new AttemptTally(attempt.Provider, attempt.Outcome, attempt.Category, Count: 1, AttemptHistory.IsFailover(row.Attempts, n) ? 1 : 0));
            if (!attempt.Outcome.IsAccepted())
                continue;
            foreach (var figures in OfProvider(attempt.Provider))
                figures.Latency.Add(attempt.At.AddMilliseconds(attempt.Milliseconds) - DueAt(row));
        }

        foreach (var tally in row.OmittedAttempts)
            AddTries(tally);

        void AddTries(AttemptTally tally)
        {
            foreach (var figures in OfProvider(tally.Provider))
            {
                Add(figures, tally);
                if (tally.Outcome.IsAccepted())
                    figures.Bytes += row.Size * tally.Count;
            }

            if (tally.Category is { } category)
            {
                Add(Of(UsageDimension.Category, category), tally);
                Add(Of(UsageDimension.ProviderCategory, UsageDimensions.Pair(tally.Provider, category)), tally);
            }
        }

        IEnumerable<UsageFigures> OfProvider(string provider) =>
            seconds.Select(second => Of(second.Dimension, UsageDimensions.Pair(provider, second.Value))).Prepend(Of(UsageDimension.Provider, provider));

        void Add(UsageFigures figures, AttemptTally tally)
        {
            if (seen.Add(figures))
                figures.Accepted++;
            figures.Attempts += tally.Count;
            figures.Failovers += tally.Failovers;
            CountOutcome(figures, tally.Outcome, tally.Count);
        }
    }

    private void AddReports(EmailRow row, List<(UsageDimension Dimension, string Value, IEnumerable<Recipient> Recipients)> seconds)
    {
        foreach (var provider in row.Recipients.Select(r => r.Report?.Provider).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            AddReports(Of(UsageDimension.Provider, provider), By(row.Recipients));
            foreach (var (dimension, value, recipients) in seconds.Where(second => By(second.Recipients).Any()))
                AddReports(Of(dimension, UsageDimensions.Pair(provider, value)), By(recipients));

            IEnumerable<Recipient> By(IEnumerable<Recipient> recipients) => recipients.Where(r => r.Report?.Provider == provider);
        }
    }

    private static void CountStatus(UsageFigures figures, EmailStatus status)
    {
        switch (status)
        {
            case EmailStatus.Sent: figures.Sent++; break;
            case EmailStatus.Bounced: figures.Bounced++; break;
            case EmailStatus.Failed: figures.Failed++; break;
            case EmailStatus.Deferred: figures.Deferred++; break;
            case EmailStatus.Unknown: figures.Unknown++; break;
            case EmailStatus.Canceled: figures.Canceled++; break;
            case EmailStatus.Suppressed: figures.Suppressed++; break;
            case EmailStatus.Rejected: figures.Rejected++; break;
            case EmailStatus.Scheduled: figures.Scheduled++; break;
            case EmailStatus.Queued or EmailStatus.Sending: figures.Queued++; break;
            default: throw new InvalidDataException($"There is no figure for the status {status}.");
        }
    }

    private static void CountOutcome(UsageFigures figures, AttemptOutcome outcome, int count)
    {
        switch (outcome)
        {
            case AttemptOutcome.Sent or AttemptOutcome.Partial: figures.Sent += count; break;
            case AttemptOutcome.Bounced: figures.Bounced += count; break;
            case AttemptOutcome.Failed or AttemptOutcome.ProviderFailed: figures.Failed += count; break;
            case AttemptOutcome.Deferred: figures.Deferred += count; break;
            case AttemptOutcome.Unknown: figures.Unknown += count; break;
            default: throw new InvalidDataException($"There is no figure for the outcome '{outcome}'.");
        }
    }

    private static DateTimeOffset DueAt(EmailRow row) => row.ScheduledAt ?? row.AcceptedAt;

    private UsageFigures Of(UsageDimension dimension, string value)
    {
        var values = _dimensions[dimension];
        if (!values.TryGetValue(value, out var figures))
            values.Add(value, figures = new UsageFigures());
        return figures;
    }
}
