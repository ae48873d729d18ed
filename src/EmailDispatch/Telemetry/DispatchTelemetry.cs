using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace EmailDispatch.Telemetry;

/// <summary>
/// The spans and instruments of the dispatcher, all under the name <see cref="Name"/>; docs/operations.md lists them. One trace leads from the
/// accepted request through the queue to the provider's reply, because the queue message carries the trace context.
/// </summary>
public static class DispatchTelemetry
{
    /// <summary>The name of the <see cref="ActivitySource"/> and of the <see cref="Meter"/>.</summary>
    public const string Name = "EmailDispatch";

    // In seconds. Without advice, collectors use bounds made for milliseconds.
    private static readonly InstrumentAdvice<double> Tries = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120],
    };

    // In seconds, up to a day, because an email may be deferred that long.
    private static readonly InstrumentAdvice<double> Waits = new()
    {
        HistogramBucketBoundaries = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600, 14_400, 43_200, 86_400],
    };

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> AcceptedEmails =
        Meter.CreateCounter<long>("email_dispatch.emails.accepted", "{email}", "Emails accepted.");

    private static readonly Counter<long> RefusedRequests =
        Meter.CreateCounter<long>("email_dispatch.requests.refused", "{request}", "Submissions refused because too many came at once.");

    private static readonly Counter<long> FinishedEmails =
        Meter.CreateCounter<long>("email_dispatch.emails.finished", "{email}", "Emails that came to an end.");

    private static readonly Counter<long> Attempts =
        Meter.CreateCounter<long>("email_dispatch.attempts", "{attempt}", "Attempts at a provider, by outcome.");

    private static readonly Counter<long> Failovers =
        Meter.CreateCounter<long>("email_dispatch.failovers", "{attempt}", "Attempts after which another provider was tried.");

    private static readonly Counter<long> Hedges =
        Meter.CreateCounter<long>("email_dispatch.hedges", "{session}", "Sessions opened beside a late one.");

    private static readonly Counter<long> ProviderEvents =
        Meter.CreateCounter<long>("email_dispatch.provider_events", "{event}", "Events that providers posted, by result.");

    private static readonly Counter<long> Signatures =
        Meter.CreateCounter<long>("email_dispatch.signatures", "{message}", "Messages from domains that are signed for, by whether they were.");

    private static readonly Counter<long> WebhookPosts =
        Meter.CreateCounter<long>("email_dispatch.webhooks.posts", "{post}", "Events posted to webhooks, by what came of it.");

    private static readonly Counter<long> DisabledWebhooks =
        Meter.CreateCounter<long>("email_dispatch.webhooks.disabled", "{webhook}", "Webhooks disabled because they did not take an event.");

    private static readonly Histogram<double> SendDuration =
        Meter.CreateHistogram<double>("email_dispatch.send.duration", "s", "How long a try at a provider took.", tags: null, Tries);

    private static readonly Histogram<double> SendLatency =
        Meter.CreateHistogram<double>("email_dispatch.emails.latency", "s", "From the acceptance of an email to the provider's 250.", tags: null, Waits);

    private static readonly Gauge<long> QueueMessages =
        Meter.CreateGauge<long>("email_dispatch.queue.messages", "{message}", "Messages of a queue, about.");

    private static readonly Gauge<double> QueueOldestAge =
        Meter.CreateGauge<double>("email_dispatch.queue.oldest_age", "s", "For how long the message at the head of the dispatch queue has been due.");

    private static readonly Gauge<long> BreakerOpen =
        Meter.CreateGauge<long>("email_dispatch.breaker.open", "{breaker}", "1 while a provider is paused, else 0.");

    public static Activity? StartAccept() => Source.StartActivity("accept email", ActivityKind.Producer);

    /// <summary>Starts the span of one attempt for one email, in the W3C trace of its message if it has one, linked to the host's own span.</summary>
    public static Activity? StartDispatch(string? traceParent)
    {
        _ = ActivityContext.TryParse(traceParent, traceState: null, isRemote: true, out var parent);
        var links = Activity.Current is { } host ? (ActivityLink[])[new(host.Context)] : null;
        return Source.StartActivity("dispatch email", ActivityKind.Consumer, parent, links: links);
    }

    public static Activity? StartSend(string provider, string? host, int? port) =>
        Source.StartActivity("send email", ActivityKind.Client)?
            .SetTag("email_dispatch.provider", provider)
            .SetTag("server.address", host)
            .SetTag("server.port", port);

    /// <summary>Adds the email's id and tenant and the attempt to a span.</summary>
    public static void Describe(this Activity? activity, string id, string tenant, int? attempt = null) =>
        activity?.SetTag("email_dispatch.email.id", id).SetTag("email_dispatch.tenant", tenant).SetTag("email_dispatch.attempt", attempt);

    /// <summary>Counts an accepted email.</summary>
    public static void CountAccepted(string stream) => AcceptedEmails.Add(1, new KeyValuePair<string, object?>("stream", stream));

    /// <summary>Counts a submission that was refused because too many came at once.</summary>
    public static void CountRefusedRequest() => RefusedRequests.Add(1);

    /// <summary>Counts an email that ended, and records how long it took if it was sent.</summary>
    public static void CountFinished(string status, string stream, TimeSpan? latency)
    {
        FinishedEmails.Add(1, new("status", status), new("stream", stream));
        if (latency is { } taken)
            SendLatency.Record(taken.TotalSeconds, new KeyValuePair<string, object?>("stream", stream));
    }

    /// <summary>Counts a try at a provider. <paramref name="category"/> says what went wrong, in one word; null if nothing did.</summary>
    public static void CountAttempt(string provider, string outcome, string? category, TimeSpan duration)
    {
        Attempts.Add(1, new("provider", provider), new("outcome", outcome), new("category", category));
        SendDuration.Record(duration.TotalSeconds, new("provider", provider), new("outcome", outcome));
    }

    /// <summary>Counts an attempt after which another provider was tried in the same pass.</summary>
    public static void CountFailover(string provider, string? category) => Failovers.Add(1, new("provider", provider), new("category", category));

    /// <summary>Counts a session that was opened at <paramref name="other"/> because that of <paramref name="provider"/> was late.</summary>
    public static void CountHedge(string provider, string other) => Hedges.Add(1, new("provider", provider), new("other", other));

    /// <summary>Counts events that a provider posted, by their result in one word.</summary>
    public static void CountEvents(string provider, string result, int count)
    {
        if (count > 0)
            ProviderEvents.Add(count, new("provider", provider), new("result", result));
    }

    /// <summary>Counts an email from a domain that has DKIM keys here.</summary>
    public static void CountSignature(string result) => Signatures.Add(1, new KeyValuePair<string, object?>("result", result));

    /// <summary>Counts an event that was posted to a webhook.</summary>
    public static void CountWebhook(string type, string result) => WebhookPosts.Add(1, new("type", type), new("result", result));

    public static void CountDisabledWebhook() => DisabledWebhooks.Add(1);

    /// <summary>Records how many messages a queue has.</summary>
    public static void ObserveQueue(string queue, int messages) => QueueMessages.Record(messages, new KeyValuePair<string, object?>("queue", queue));

    /// <summary>Records how long the message at the head of the dispatch queue has been due.</summary>
    public static void ObserveOldestAge(TimeSpan age) => QueueOldestAge.Record(age.TotalSeconds);

    /// <summary>Records whether a provider is paused.</summary>
    public static void ObserveBreaker(string provider, bool isOpen) => BreakerOpen.Record(isOpen ? 1 : 0, new KeyValuePair<string, object?>("provider", provider));
}
