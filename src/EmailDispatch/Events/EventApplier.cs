using EmailDispatch.Emails;
using EmailDispatch.Events.Dialects;
using EmailDispatch.Naming;
using EmailDispatch.Providers;
using EmailDispatch.Queueing;
using EmailDispatch.Replies;
using EmailDispatch.Retention;
using EmailDispatch.Smtp;
using EmailDispatch.Status;
using EmailDispatch.Suppressions;
using EmailDispatch.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Events;

/// <summary>
/// Applies events to the rows of the emails they are about.
/// <list type="number">
/// <item>Find the row by the reference that the provider returned, or else by the Message-ID. It must be an email that was offered to that provider,
/// for the recipient of the event: whatever an event says, it changes no other.</item>
/// <item>If the reply after the final dot was lost, an event proves that the provider has the message, so the recipients are sent
/// (<see cref="LostAnswers"/>).</item>
/// <item>A row with an attempt in progress or still to come belongs to the dispatcher, which relies on its version. Such events wait, at most
/// <see cref="MaxWait"/>; only the do-not-send list is updated at once.</item>
/// <item>Compare with the row (<see cref="DeliveryReport.Replaces"/>). An event that was already applied, or is older than the known one, changes
/// nothing.</item>
/// <item>Put the address on the tenant's do-not-send list after a complaint, and after a bounce that the mailbox caused according to the receiving
/// server's text, or according to the provider if nothing contradicts it.</item>
/// <item>Write the row if it still has the version that was read; otherwise start over.</item>
/// </list>
/// If a run dies, the queue repeats it, and what is done already changes nothing.
/// </summary>
public sealed partial class EventApplier(
    ProviderCatalogue catalogue,
    StatusStore status,
    SuppressionList suppressions,
    FailureClassifier classifier,
    EventTenants tenants,
    EventQueue queue,
    PayloadStore payloads,
    IOptions<RetentionOptions> retention,
    TimeProvider time,
    ILogger<EventApplier> logger)
{
    /// <summary>How long events wait until an email has ended.</summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromDays(3);

    private const int MaxTries = 10;

    private static readonly TimeSpan ShortWait = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongWait = TimeSpan.FromHours(1);

    /// <exception cref="InvalidDataException">The text is not such a message.</exception>
    public async Task ApplyAsync(string text, CancellationToken cancellationToken)
    {
        var message = EventMessage.Parse(text);
        if (FindSource(message) is not { } provider)
        {
            Count(message.Provider, "unmatched", message.Events.Count);
            return;
        }

        var waiting = new List<DeliveryEvent>();
        var delay = LongWait;
        var groups = message.Events.GroupBy(e => (e.Reference, e.MessageId)).ToList();
        foreach (var group in groups)
        {
            try
            {
                if (await ApplyAsync(provider, [.. group], isFirst: message.Waits == 0, cancellationToken) is not { } wait)
                    continue;
                waiting.AddRange(group);
                delay = wait < delay ? wait : delay;
            }
            catch (Exception fault) when (groups.Count > 1 && !cancellationToken.IsCancellationRequested)
            {
                // It is queued separately, so that the others are not lost with it.
                Log.Separated(logger, fault, group.Count(), provider.Name);
                await queue.SendAsync(message with { Events = [.. group] }, ShortWait, cancellationToken);
            }
        }

        if (waiting.Count == 0)
            return;
        if (message.ReceivedAt + MaxWait < time.GetUtcNow())
        {
            Count(provider.Name, "expired", waiting.Count);
            Log.Expired(logger, waiting.Count, provider.Name);
            return;
        }

        await queue.SendAsync(message with { Events = waiting, Waits = message.Waits + 1 }, delay, cancellationToken);
    }

    // A returned email names no provider; the row does.
    private ProviderOptions? FindSource(EventMessage message) => message.Provider == EventMessage.Mail
        ? new ProviderOptions { Name = EventMessage.Mail, Tenants = message.Tenant is { } tenant ? [tenant] : [] }
        : catalogue.All.FirstOrDefault(provider => provider.Name == message.Provider);

    private static bool IsOf(ProviderOptions source, EmailRow row) => source.Name == EventMessage.Mail ? row.Provider is not null : row.WasOfferedTo(source.Name);

    /// <returns>How long to wait; null if the events are done.</returns>
    private async Task<TimeSpan?> ApplyAsync(ProviderOptions provider, List<DeliveryEvent> events, bool isFirst, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            if (await FindRowAsync(provider, events[0], cancellationToken) is not { } found || IsNotBegun(found))
            {
                Count(provider.Name, "unmatched", events.Count);
                return null;
            }

            // The senders of returned emails are not verified, and this ends the attempts.
            var row = provider.Name == EventMessage.Mail ? found : LostAnswers.Settle(found, provider.Name, events);
            var isSettled = !ReferenceEquals(row, found);
            var (changed, news) = Merge(provider, row, events);
            if (isSettled && !row.Status.IsTerminal())
            {
                // Other recipients are still due: the reports wait, but the provider's acceptance does not.
                if (await status.TryRecordAsync(row, cancellationToken) is null)
                    continue;
            }

            if (!row.Status.IsTerminal())
            {
                if (isFirst)
                    await SuppressAsync(row, news, cancellationToken);
                return WaitFor(row);
            }

            if (!IsOf(provider, row))
            {
                Count(provider.Name, "unmatched", events.Count);
                return null;
            }

            await SuppressAsync(row, news, cancellationToken);
            if (isSettled ? await status.TryRecordAsync(changed, cancellationToken) is null : news.Count > 0 && !await status.TryReportAsync(changed, cancellationToken))
                continue;
            if (isSettled)
            {
                DispatchTelemetry.CountFinished(row.Status.ToName(), row.Stream, row.SentAt - row.AcceptedAt);
                Log.Settled(logger, row.Id.ToString(), row.Tenant, provider.Name);
            }

            Tell(provider, row, events.Count, news);

            // Its content was kept for a retry. That of a deferred email goes with its message.
            if (isSettled && found.Status == EmailStatus.Unknown && row.Status == EmailStatus.Sent && retention.Value.SentPayloadDays == 0)
                await payloads.DeleteAsync(PayloadStore.NameOf(row.Tenant, row.Id), cancellationToken);
            return null;
        }

        // Too many concurrent writers: try again later.
        return ShortWait;
    }

    private async Task<EmailRow?> FindRowAsync(ProviderOptions provider, DeliveryEvent told, CancellationToken cancellationToken)
    {
        // The Message-ID is ours alone; the field with the reference passes through the service, next to values of the caller.
        var hasReference = EmailReference.TryParse(told.Reference, out var reference);
        if (EmailReference.TryParseMessageId(told.MessageId, out var sent) && hasReference && sent.Id != reference!.Id)
            return null;
        if ((reference ?? sent) is not { } found)
            return null;

        foreach (var tenant in found.Tenant is { } named ? [named] : await tenants.FindAsync(provider, cancellationToken))
        {
            if ((provider.Tenants.Count == 0 || provider.Tenants.Contains(tenant)) && await status.ReadAsync(tenant, found.Id, cancellationToken) is { } row)
                return row;
        }

        return null;
    }

    private static bool IsNotBegun(EmailRow row) => row.AttemptNumber == 0 && row.Status is (EmailStatus.Scheduled or EmailStatus.Queued);

    /// <summary>Returns the row with the reports of the events, and the events that are news.</summary>
    private (EmailRow Changed, List<News> News) Merge(ProviderOptions provider, EmailRow row, List<DeliveryEvent> events)
    {
        var recipients = row.Recipients.ToList();
        var news = new Dictionary<int, News>();
        foreach (var told in events)
        {
            var at = FindRecipient(recipients, told);

            // The report may be about the mailbox to which the recipient's email is forwarded.
            if (at < 0 && provider.Name == EventMessage.Mail && recipients.Count == 1)
                at = 0;
            if (at < 0 || AddressHashes.IsErased(recipients[at].Address) || !recipients[at].MayHaveReport() || !IsOf(provider, row))
                continue;

            var (report, suppression) = ToReport(provider, row, recipients[at], told);
            if (report.EventId is not null && report.EventId == recipients[at].Report?.EventId && report.Kind == recipients[at].Report?.Kind)
                continue;
            if (!report.Replaces(recipients[at].Report))
                continue;

            recipients[at] = recipients[at] with { Report = report };
            news[at] = new News(recipients[at], report, suppression);
        }

        return (row with { Recipients = recipients }, [.. news.Values]);
    }

    private static int FindRecipient(List<Recipient> recipients, DeliveryEvent told)
    {
        if (told.Recipient is null)
            return recipients.Count == 1 ? 0 : -1;
        if (!EmailAddressParser.TryParse(told.Recipient, out var address, out _))
            return -1;

        var wanted = SuppressionKey.Normalise(address.Address);
        return recipients.FindIndex(r => r.MayHaveReport() && SuppressionKey.Normalise(r.Address) == wanted);
    }

    private (DeliveryReport Report, SuppressionReason? Suppression) ToReport(ProviderOptions provider, EmailRow row, Recipient recipient, DeliveryEvent told)
    {
        var report = new DeliveryReport(told.Kind, told.At, provider.Name == EventMessage.Mail ? row.Provider! : provider.Name) { EventId = told.Id, Reason = told.Reason };
        if (told.Kind != ReportKind.Bounced)
            return (report, told.Kind == ReportKind.Complained ? SuppressionReason.Complaint : null);

        var reason = told.Reason ?? "";
        var failure = new Failure(SmtpPhase.RcptTo, BounceText.ToReply(ReportedCause.WithoutTries(reason)))
        {
            Recipient = recipient.Address,
            Sender = EmailAddressParser.TryParse(row.From, out var from, out _) ? from.Address : null,
            Given = [row.Subject],
        };
        var found = classifier.Classify(failure);

        // A hard bounce comes from the mailbox, not from the suppression list that the service puts it on afterwards.
        var category = told.IsHard && found.Category == FailureCategory.RecipientSuppressed ? FailureCategory.RecipientRefused : ReportedCause.Find(reason, found.Category);
        var suppresses = found.Suppress || (told.IsHard && IsOfMailbox(category));
        return (report with { Category = category.ToName() }, suppresses ? SuppressionReason.Bounce : null);
    }

    // A bounce that a provider calls hard may be caused by a filter or by our own domain; then its text says so.
    private static bool IsOfMailbox(FailureCategory category) => category
        is FailureCategory.RecipientUnknown or FailureCategory.MailboxDisabled or FailureCategory.RecipientRefused
        or FailureCategory.RecipientAddressInvalid or FailureCategory.RecipientDomainUnknown or FailureCategory.Unforeseen;

    private async Task SuppressAsync(EmailRow row, List<News> news, CancellationToken cancellationToken)
    {
        foreach (var one in news.Where(n => n.Suppression is not null))
        {
            var suppression = new Suppression(row.Tenant, one.Recipient.Address, one.Suppression!.Value, time.GetUtcNow())
            {
                Detail = one.Report.Reason,
                EmailId = row.Id.ToString(),
            };
            if (await suppressions.AddAsync(suppression, cancellationToken))
                Log.Suppressed(logger, row.Id.ToString(), row.Tenant, one.Report.Provider, one.Report.Kind.ToName(), one.Report.Category);
        }
    }

    private TimeSpan WaitFor(EmailRow row)
    {
        var wait = row.Status == EmailStatus.Sending ? ShortWait : (row.NextAttemptAt ?? row.ScheduledAt ?? time.GetUtcNow()) - time.GetUtcNow() + ShortWait;
        return wait < ShortWait ? ShortWait : wait > LongWait ? LongWait : wait;
    }

    private void Tell(ProviderOptions provider, EmailRow row, int count, List<News> news)
    {
        foreach (var one in news)
        {
            Count(provider.Name, one.Report.Kind.ToName(), 1);
            if (one.Report.Kind != ReportKind.Delivered)
                Log.Reported(logger, row.Id.ToString(), row.Tenant, provider.Name, one.Report.Kind.ToName(), one.Report.Category);
        }

        Count(provider.Name, "no_news", count - news.Count);
    }

    private static void Count(string provider, string result, int count) => DispatchTelemetry.CountEvents(provider, result, count);

    private sealed record News(Recipient Recipient, DeliveryReport Report, SuppressionReason? Suppression);

    private static partial class Log
    {
        [LoggerMessage(5106, LogLevel.Information, "Email {Id} of {Tenant}: provider {Provider} reports a recipient as {Event}, {Category}")]
        public static partial void Reported(ILogger logger, string id, string tenant, string provider, string @event, string? category);

        [LoggerMessage(5107, LogLevel.Information, "Email {Id} of {Tenant}: a recipient is on the do-not-send list from now on, reported by provider {Provider} as {Event}, {Category}")]
        public static partial void Suppressed(ILogger logger, string id, string tenant, string provider, string @event, string? category);

        [LoggerMessage(5110, LogLevel.Information, "Email {Id} of {Tenant}: the answer of a provider was lost, and {Provider} reports that it has the email; it is sent")]
        public static partial void Settled(ILogger logger, string id, string tenant, string provider);

        [LoggerMessage(5109, LogLevel.Warning, "{Count} events of provider {Provider} could not be applied; they are tried again by themselves")]
        public static partial void Separated(ILogger logger, Exception fault, int count, string provider);

        [LoggerMessage(5108, LogLevel.Warning, "{Count} events of provider {Provider} were dropped: the emails they are about did not come to an end in three days")]
        public static partial void Expired(ILogger logger, int count, string provider);
    }
}
