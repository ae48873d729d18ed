using System.Globalization;
using EmailDispatch.Events;
using EmailDispatch.Queueing;
using EmailDispatch.Replies;
using EmailDispatch.Simulation.Mail;
using EmailDispatch.Simulation.World;
using EmailDispatch.Status;
using EmailDispatch.Usage;

namespace EmailDispatch.Simulation.Checks;

/// <summary>Compares what callers were told, what servers received and what the rows say, with the promises.</summary>
public static class Checker
{
    // The list is read again every minute; an email that was accepted later must know.
    private static readonly TimeSpan SuppressionDelay = TimeSpan.FromMinutes(2);

    // A claim may last this long, and then the result is known.
    private static readonly TimeSpan RecordTime = TimeSpan.FromMinutes(6);

    // The host hides the message of a dead instance for ten minutes, and may do so twice.
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(22);

    // If the message of a retry could not be queued, that is done when somebody looks for emails that nobody works on, once an hour.
    private static readonly TimeSpan LateRetry = TimeSpan.FromMinutes(135);

    // The next attempt would be later than the end.
    private static readonly TimeSpan Early = TimeSpan.FromHours(1);

    /// <returns>The broken promises; empty if all is well.</returns>
    public static IReadOnlyList<string> Check(SimulatedWorld world)
    {
        var (history, rows) = (world.History, Rows.Of(world.Storage).ToList());
        var faults = new List<string>(history.Contradictions);
        var byId = rows.ToDictionary(row => row.Id.ToString());
        var copies = history.Copies.ToLookup(copy => copy.Email);
        foreach (var submission in history.Submissions)
            faults.AddRange(OfSubmission(world, submission, byId, copies, rows));
        foreach (var row in rows)
            faults.AddRange(OfRow(world, row, copies[row.Id.ToString()].ToList(), ById(history, row)));
        foreach (var copy in history.Copies.Where(copy => !byId.ContainsKey(copy.Email)))
            faults.Add($"{copy.Email} is on the wire and has no row.");
        foreach (var (queue, text) in history.Garbage)
        {
            if (!world.Storage.Queues.Messages($"{queue}-poison").Any(message => message.Text == text))
                faults.Add($"A message that nobody can read is not on {queue}-poison.");
        }

        foreach (var queue in (string[])[DispatchQueue.QueueName, DispatchQueue.PoisonQueueName, "email-submissions", EventQueue.QueueName, EventQueue.PoisonQueueName])
        {
            if (world.Storage.Queues.Messages(queue).Count(message => !history.IsGarbage(message.Text)) is > 0 and var left)
                faults.Add($"{left} messages are left on {queue}.");
        }

        faults.AddRange(OfUsage(world, rows));
        faults.AddRange(OfBlobs(world, byId));
        faults.AddRange(WebhookChecks.Find(world, rows, copies));
        faults.AddRange(EventChecks.Find(world, rows, copy => copy.AnsweredAt is not null && !MayBeForgotten(world, copy)));
        return [.. faults.Distinct()];
    }

    private static Submission? ById(History history, EmailRow row) => history.Submissions.Find(s => s.Subject == row.Subject);

    private static IEnumerable<string> OfSubmission(SimulatedWorld world, Submission submission, Dictionary<string, EmailRow> rows, ILookup<string, Copy> copies, List<EmailRow> all)
    {
        var history = world.History;
        foreach (var id in submission.Ids)
        {
            if (!rows.TryGetValue(id, out var row))
                yield return $"{id} was accepted and has no row.";
            else if (row.Status == EmailStatus.Rejected)
                yield return $"{id} was accepted and is rejected.";
        }

        if (submission.Step.Kind == StepKind.Drop && !all.Exists(row => row.Subject == submission.Subject && row.Status != EmailStatus.Rejected))
            yield return $"Drop {submission.Step.Number} was accepted and is not in the rows.";
        if (submission.CanceledAt is { } canceledAt)
        {
            foreach (var copy in submission.Ids.SelectMany(id => copies[id]))
                yield return $"{copy.Email} was canceled at +{canceledAt - world.Start} and is on the wire.";
        }

        // Several ids of one submission: without a key each try that was left open may have been accepted.
        var made = all.Where(row => row.Subject == submission.Subject).ToList();
        var wanted = submission.Step.Kind == StepKind.Batch ? submission.Step.To.Count : 1;

        // A large drop has no room for its id; if it cannot be stored either, two emails are better than none. In an outage of the queue, no drop can
        // be given its id before the host makes another message of it.
        var mayBeTwo = submission.Step.Kind == StepKind.Drop && (history.WasAnyPoisoned || (submission.Step.IsLarge && world.Plan.Steps.Any(step => step.IsFault)));
        if (made.Count > wanted && !mayBeTwo)
            yield return $"Submission {submission.Step.Number} has {made.Count} rows: {string.Join(' ', made.Select(row => row.Id))}.";
        if (submission is { WasRefused: true, IsOpen: false, Ids.Count: 0 })
        {
            foreach (var copy in made.SelectMany(row => copies[row.Id.ToString()]))
                yield return $"{copy.Email} was refused with \"nothing was accepted\" and is on the wire.";
        }
    }

    private static IEnumerable<string> OfRow(SimulatedWorld world, EmailRow row, List<Copy> copies, Submission? submission)
    {
        var id = row.Id.ToString();
        if (!row.Status.IsTerminal())
            yield return $"{id} has not ended; it is {row.Status}.";
        if (row.Recipients.Any(recipient => recipient.Category == CategoryNames.ContentMissing))
            yield return $"{id} lost its content.";
        foreach (var recipient in row.Recipients)
        {
            var own = copies.Where(copy => copy.Recipients.Contains(recipient.Address)).OrderBy(copy => copy.At).ToList();
            if (recipient.Status == EmailStatus.Sent && own.TrueForAll(copy => copy.AnsweredAt is null && !IsReported(world, copy)))
                yield return $"{id} is sent to {recipient.Address} and no server answered 250.";
            if (recipient.Status != EmailStatus.Sent && own.Find(copy => copy.AnsweredAt is not null && !MayBeForgotten(world, copy)) is { } answered)
                yield return $"{id} is {recipient.Status} for {recipient.Address} and {answered.Provider} answered 250.";
            foreach (var before in own.SkipLast(1))
            {
                if (submission?.Step.AtMostOnce == true && submission.Retries == 0)
                    yield return $"{id} may be sent at most once and was sent to {recipient.Address} {own.Count} times.";
                else if (before.AnsweredAt is not null && !MayBeForgotten(world, before))
                    yield return $"{id} was sent to {recipient.Address} again although {before.Provider} answered 250 to a living instance.";
            }

            if (world.History.Suppressed.TryGetValue(recipient.Address, out var since) && row.AcceptedAt > since + SuppressionDelay && own.Count > 0)
                yield return $"{id} was sent to {recipient.Address}, which is on the do-not-send list.";
        }

        // One that was never accepted is found when somebody looks for emails that nobody works on.
        if (row.Status != EmailStatus.Rejected && EndOf(world, row) is { } end && end > row.DueSince + world.Plan.MaxAge + (row.TriedSince is null ? Late : LateRetry))
            yield return $"{id} ended {end - row.DueSince} after it was due.";
        if (row.Status == EmailStatus.Failed && row.Recipients.All(r => r.Reply?.StartsWith('5') != true) && EndOf(world, row) < row.DueSince + world.Plan.MaxAge - Early)
            yield return $"{id} failed before its time: {row.Recipients[0].Reply}";
    }

    /// <summary>Whether a provider has reported that it has the message, although its answer was lost.</summary>
    internal static bool IsReported(SimulatedWorld world, Copy copy) => world.History.Reports.Exists(report => report.IsPosted && report.Copy == copy);

    /// <summary>Whether the instance that read the 250 may have died, or not have had storage, before it recorded that.</summary>
    private static bool MayBeForgotten(SimulatedWorld world, Copy copy) =>
        world.History.Deaths.Exists(death => death.Instance == copy.Instance && death.At >= copy.At && death.At < copy.At + RecordTime);

    // Of the last change. An email that was sent and whose row was touched again later is not late.
    private static DateTimeOffset? EndOf(SimulatedWorld world, EmailRow row) =>
        row.SentAt ?? world.Storage.Tables.Rows("EmailStatus").Where(r => r["RowKey"]!.GetValue<string>() == RowKeys.Of(row.Tenant, row.Id).Row)
            .Select(r => (DateTimeOffset?)DateTimeOffset.Parse(r["Timestamp"]!.GetValue<string>(), CultureInfo.InvariantCulture)).FirstOrDefault();

    private static IEnumerable<string> OfUsage(SimulatedWorld world, List<EmailRow> rows)
    {
        var usage = new UsageFigures();
        foreach (var row in world.Storage.Tables.Rows("Usage").Where(row => row["RowKey"]!.GetValue<string>().StartsWith("total|", StringComparison.Ordinal)))
            usage.Add(UsageEntity.FromEntity(Rows.ToEntity(row)).Figures);

        (string Name, long Counted, EmailStatus? Status)[] figures =
        [
            ("accepted", usage.Accepted, null), ("bounced", usage.Bounced, EmailStatus.Bounced), ("failed", usage.Failed, EmailStatus.Failed), ("unknown", usage.Unknown, EmailStatus.Unknown),
            ("suppressed", usage.Suppressed, EmailStatus.Suppressed), ("canceled", usage.Canceled, EmailStatus.Canceled), ("rejected", usage.Rejected, EmailStatus.Rejected),
        ];
        foreach (var (name, counted, status) in figures)
        {
            if (rows.Count(row => status is null ? row.Status != EmailStatus.Rejected : row.Status == status) is var expected && expected != counted)
                yield return $"Usage counts {counted} {name} emails; the rows say {expected}.";
        }

        (long Counted, ReportKind Kind)[] reported = [(usage.BouncedLate, ReportKind.Bounced), (usage.Complained, ReportKind.Complained)];
        foreach (var (counted, kind) in reported)
        {
            if (rows.Count(row => row.Recipients.Any(recipient => recipient.Report?.Kind == kind)) is var expected && expected != counted)
                yield return $"Usage counts {counted} emails reported as {kind}; the rows say {expected}.";
        }
    }

    // Content is kept for a retry, and no longer than that.
    private static IEnumerable<string> OfBlobs(SimulatedWorld world, Dictionary<string, EmailRow> rows) => world.Storage.Blobs.Names
        .Select(name => name.Split('/')[^1])
        .Where(id => rows.TryGetValue(id, out var row) && row.Status == EmailStatus.Sent && world.History.Deaths.Count == 0 && world.Plan.Exact.Count == 0)
        .Where(_ => world.Plan.Steps.All(step => step.Kind != StepKind.StorageStorm))
        .Select(id => $"The content of {id} is left although it was sent.");
}
