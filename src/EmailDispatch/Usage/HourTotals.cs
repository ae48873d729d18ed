using EmailDispatch.Emails;
using EmailDispatch.Naming;
using EmailDispatch.Status;

namespace EmailDispatch.Usage;

internal sealed class HourTotals
{
    /// <summary>The maximum number of values per dimension and hour, so that tags unique to each email do not multiply the rows.</summary>
    public const int MaxValues = 1_000;

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
        foreach (var tag in row.Tags.Select(t => $"{t.Name}:{t.Value}").Distinct(StringComparer.Ordinal))
            AddEmail(Of(UsageDimension.Tag, tag), row);

        AddTries(row);
        foreach (var reports in row.Recipients.Where(r => r.Report is not null).GroupBy(r => r.Report!.Provider, StringComparer.Ordinal))
            AddReports(Of(UsageDimension.Provider, reports.Key), [.. reports]);

        // An invalid drop may contain recipients that are not addresses.
        if (row.Status == EmailStatus.Rejected)
            return;
        foreach (var recipients in row.Recipients.GroupBy(r => DomainOf(r.Address), StringComparer.Ordinal))
            AddEmail(Of(UsageDimension.Domain, recipients.Key), OfRecipients(row, [.. recipients]));
    }

    /// <summary>
    /// Returns the figures by dimension and value. If there are too many values, those with the most emails are kept; ties are broken by name, so the
    /// choice is stable.
    /// </summary>
    public IEnumerable<(UsageDimension Dimension, string Value, UsageFigures Figures)> All()
    {
        foreach (var (dimension, values) in _dimensions)
        {
            var kept = values.Count <= MaxValues
                ? values
                : values.OrderByDescending(v => v.Value.Accepted).ThenBy(v => v.Key, StringComparer.Ordinal).Take(MaxValues - 1);
            foreach (var (value, figures) in kept)
                yield return (dimension, value, figures);

            if (values.Count > MaxValues)
            {
                var rest = new UsageFigures();
                foreach (var (_, figures) in values.ExceptBy(kept.Select(v => v.Key), v => v.Key))
                    rest.Add(figures);
                yield return (dimension, OtherValues, rest);
            }
        }
    }

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

    private static void AddReports(UsageFigures figures, IReadOnlyList<Recipient> recipients)
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

    private void AddTries(EmailRow row)
    {
        var seen = new HashSet<(UsageDimension, string)>();
        for (var n = 0; n < row.Attempts.Count; n++)
        {
            var attempt = row.Attempts[n];
            AddTries(new AttemptTally(attempt.Provider, attempt.Outcome, attempt.Category, Count: 1, AttemptHistory.IsFailover(row.Attempts, n) ? 1 : 0));
            if (attempt.Outcome.IsAccepted())
                Of(UsageDimension.Provider, attempt.Provider).Latency.Add(attempt.At.AddMilliseconds(attempt.Milliseconds) - DueAt(row));
        }

        foreach (var tally in row.OmittedAttempts)
            AddTries(tally);

        void AddTries(AttemptTally tally)
        {
            Add(UsageDimension.Provider, tally.Provider, tally);
            if (tally.Outcome.IsAccepted())
                Of(UsageDimension.Provider, tally.Provider).Bytes += row.Size * tally.Count;
            if (tally.Category is { } category)
                Add(UsageDimension.Category, category, tally);
        }

        void Add(UsageDimension dimension, string value, AttemptTally tally)
        {
            var figures = Of(dimension, value);
            if (seen.Add((dimension, value)))
                figures.Accepted++;
            figures.Attempts += tally.Count;
            figures.Failovers += tally.Failovers;
            CountOutcome(figures, tally.Outcome, tally.Count);
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
