using EmailDispatch.Emails;
using EmailDispatch.EndToEnd.Dispatch;
using EmailDispatch.Naming;
using EmailDispatch.Status;

namespace EmailDispatch.EndToEnd.Usage;

/// <summary>Creates emails with known outcomes, always the same ones, and writes their rows as intake and dispatch do.</summary>
internal sealed class KnownEmails(UsageInstance instance, FixedTime time, int seed)
{
    // Enough concurrent writes that storage receives them in groups of a hundred.
    private const int AtOnce = 400;

    private static readonly string[] Streams = ["transactional", "marketing/a", "weird?#\\stream"];
    private static readonly string[] Providers = ["ses", "mailgun", "postmark"];
    private static readonly string[] Domains = ["example.test", "example.org"];
    private static readonly string[] Categories = ["network", "timeout", "authentication", "sender_not_allowed"];

    private readonly Random _random = new(seed);

    public List<KnownEmail> All { get; } = [];

    /// <summary>Accepts this many emails, spread over the hours before <paramref name="end"/>, and finishes most of them.</summary>
    public async Task MakeAsync(string tenant, int count, DateTimeOffset end, int hours, CancellationToken cancellationToken)
    {
        var made = Enumerable.Range(0, count).Select(n => Accept(tenant, end - TimeSpan.FromTicks(TimeSpan.FromHours(hours).Ticks / count * (n + 1)))).ToList();
        time.Now = end;
        await ForEachAsync(made, async email => email.Row = await instance.Status.InsertAsync(email.Row, cancellationToken));

        var pending = made.ConvertAll(email => (Email: email, Row: NextOutcome(email)));
        await ForEachAsync(pending, async next => next.Email.Row = await RecordAsync(next.Email.Row, next.Row, cancellationToken));
        All.AddRange(made);
    }

    /// <summary>Records a late outcome for this many of the unsent emails.</summary>
    public async Task ChangeAsync(int count, CancellationToken cancellationToken)
    {
        var chosen = All.Where(e => e.Status != "sent").OrderBy(_ => _random.Next()).Take(count).ToList();
        var pending = chosen.ConvertAll(email => (Email: email, Row: NextOutcome(email)));
        await ForEachAsync(pending, async next => next.Email.Row = await RecordAsync(next.Email.Row, next.Row, cancellationToken));
    }

    /// <summary>Sends all unfinished emails.</summary>
    public Task FinishAsync(CancellationToken cancellationToken)
    {
        var pending = All.Where(e => e.Status is "queued" or "sending" or "deferred").ToList().ConvertAll(email => (Email: email, Row: Outcome(email, "sent", [(0, "sent", null)])));
        return ForEachAsync(pending, async next => next.Email.Row = await RecordAsync(next.Email.Row, next.Row, cancellationToken));
    }

    private KnownEmail Accept(string tenant, DateTimeOffset at)
    {
        var tags = new List<Tag>();
        if (_random.Next(3) > 0)
            tags.Add(new Tag("flow", $"f{_random.Next(60)}"));
        if (_random.Next(4) == 0)
            tags.Add(new Tag("team", new string('x', 255) + _random.Next(2)));

        return new KnownEmail
        {
            Status = "queued",
            Row = new EmailRow
            {
                Id = EmailId.New(new FixedTime { Now = at }, shards: 2),
                Tenant = tenant,
                Status = EmailStatus.Queued,
                From = "news@example.test",
                Subject = "s",
                Stream = Streams[_random.Next(Streams.Length)],
                Tags = tags,
                Size = _random.Next(100, 100_000),
                Recipients = [new Recipient($"a@{Domains[_random.Next(Domains.Length)]}", RecipientKind.To, EmailStatus.Queued)],
            },
        };
    }

    private EmailRow NextOutcome(KnownEmail email)
    {
        var first = _random.Next(Providers.Length);
        var second = (first + 1) % Providers.Length;
        var category = Categories[_random.Next(Categories.Length)];
        return _random.Next(20) switch
        {
            < 10 => Outcome(email, "sent", [(first, "sent", null)]),
            < 13 => Outcome(email, "sent", [(first, "provider_failed", category), (second, "sent", null)]),
            13 => Outcome(email, "sent", [(first, "partial", "recipient_unknown")]),
            14 => Outcome(email, "deferred", [(first, "deferred", "greylisted")]),
            15 => Outcome(email, "deferred", [(first, "provider_failed", category), (second, "provider_failed", category)]),
            16 => Outcome(email, "bounced", [(first, "bounced", "recipient_unknown")]),
            17 => Outcome(email, "failed", [(first, "failed", "spam")]),
            18 => Outcome(email, "unknown", [(first, "unknown", "timeout")]),
            _ => Outcome(email, "sending", []),
        };
    }

    private EmailRow Outcome(KnownEmail email, string status, (int Provider, string Outcome, string? Category)[] tries)
    {
        var number = email.Row.AttemptNumber + 1;
        var at = email.Row.AcceptedAt.AddMilliseconds(_random.Next(1, 5000) * number);
        var took = _random.Next(1, 3000);
        email.Status = status;
        email.Tries.AddRange(tries.Select((t, n) => (Providers[t.Provider], t.Outcome, t.Category, n + 1 < tries.Length)));
        email.Latency = status == "sent" ? at.AddMilliseconds(took) - email.Row.AcceptedAt : null;

        var reached = EnumNames.Find<EmailStatus>(status)!.Value;
        return email.Row with
        {
            Status = reached,
            Recipients = [.. email.Row.Recipients.Select(r => r with { Status = reached == EmailStatus.Sending ? r.Status : reached })],
            AttemptNumber = number,
            SentAt = status == "sent" ? at.AddMilliseconds(took) : null,
            Provider = tries.Length > 0 ? Providers[tries[^1].Provider] : null,
            Attempts =
            [
                .. email.Row.Attempts,
                .. tries.Select(t => new Attempt
                {
                    Number = number, Provider = Providers[t.Provider], At = at, Milliseconds = took, Outcome = EnumNames.Find<AttemptOutcome>(t.Outcome)!.Value, Phase = "data", Category = t.Category,
                }),
            ],
        };
    }

    private async Task<EmailRow> RecordAsync(EmailRow before, EmailRow after, CancellationToken cancellationToken)
    {
        var version = after.Status == EmailStatus.Sending
            ? await instance.Status.TryClaimAsync(after.Tenant, after.Id, before.ETag, after.AttemptNumber, new Lease("l", time.Now.AddMinutes(5)), cancellationToken)
            : (await instance.Status.TryRecordAsync(after, cancellationToken))?.ETag;
        Assert.NotNull(version);
        return after with { ETag = version.Value, LeaseId = after.Status == EmailStatus.Sending ? "l" : before.LeaseId };
    }

    private static Task ForEachAsync<T>(IEnumerable<T> items, Func<T, Task> actAsync) =>
        Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (item, _) => await actAsync(item));
}
