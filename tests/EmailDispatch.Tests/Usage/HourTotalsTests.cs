using EmailDispatch.Emails;
using EmailDispatch.Naming;
using EmailDispatch.Status;
using EmailDispatch.Usage;
using Microsoft.Extensions.Time.Testing;

namespace EmailDispatch.Tests.Usage;

public sealed class HourTotalsTests
{
    private static readonly FakeTimeProvider Time = ManualTime.At("2026-03-10T10:20:00Z");

    [Theory]
    [MemberData(nameof(Statuses))]
    public void Email_counts_under_its_status(EmailStatus status)
    {
        var figures = Only(UsageDimension.Total, Row(status));

        Assert.Equal(status.ToName() == "rejected" ? 0 : 1, figures.Accepted);
        Assert.Equal(1, figures.Sent + figures.Bounced + figures.Failed + figures.Deferred + figures.Unknown + figures.Suppressed
            + figures.Canceled + figures.Rejected + figures.Scheduled + figures.Queued);
    }

    [Fact]
    public void Email_that_failed_over_counts_at_both_providers_and_under_its_failure()
    {
        var row = Row(EmailStatus.Sent, Try(1, "first", "provider_failed", "network"), Try(1, "second", "sent")) with { SentAt = Time.GetUtcNow().AddSeconds(3) };

        var totals = Of(row);

        var total = totals[(UsageDimension.Total, "")];
        Assert.Equal((1, 2, 1, 500, 1), (total.Sent, total.Attempts, total.Failovers, total.Bytes, total.Latency.Count));
        var first = totals[(UsageDimension.Provider, "first")];
        Assert.Equal((1, 0, 1, 1, 0, 0), (first.Accepted, first.Sent, first.Failed, first.Failovers, first.Bytes, first.Latency.Count));
        var second = totals[(UsageDimension.Provider, "second")];
        Assert.Equal((1, 1, 0, 0, 500, 1), (second.Accepted, second.Sent, second.Failed, second.Failovers, second.Bytes, second.Latency.Count));
        var network = totals[(UsageDimension.Category, "network")];
        Assert.Equal((1, 1, 1, 1, 0), (network.Accepted, network.Attempts, network.Failed, network.Failovers, network.Bytes));
    }

    [Fact]
    public void Sent_attempt_is_no_failover_whoever_is_tried_after_it()
    {
        var figures = Only(UsageDimension.Total, Row(EmailStatus.Sent, Try(1, "(test)", "sent"), Try(1, "first", "sent")));

        Assert.Equal((2, 0), (figures.Attempts, figures.Failovers));
    }

    [Fact]
    public void Reports_count_once_an_email_by_provider_and_by_the_domain_of_their_recipients()
    {
        Recipient New(string address, EmailStatus status, ReportKind? kind) =>
            new(address, RecipientKind.To, status) { Report = kind is { } told ? new DeliveryReport(told, Time.GetUtcNow(), "first") : null };
        var row = Row(EmailStatus.Sent, Try(1, "first", "sent")) with
        {
            Recipients =
            [
                New("a@Example.com", EmailStatus.Sent, ReportKind.Delivered), New("b@example.com", EmailStatus.Sent, ReportKind.Bounced),
                New("c@example.org", EmailStatus.Sent, ReportKind.Complained), New("d@example.net", EmailStatus.Bounced, null),
            ],
        };

        var totals = Of(row);

        (long, long, long, long, long) Figures(UsageDimension dimension, string value) => totals[(dimension, value)] is var f ? (f.Sent, f.Bounced, f.Delivered, f.BouncedLate, f.Complained) : default;
        Assert.Equal((1, 0, 1, 1, 1), Figures(UsageDimension.Total, ""));
        Assert.Equal((1, 0, 1, 1, 1), Figures(UsageDimension.Provider, "first"));
        Assert.Equal((1, 0, 1, 1, 0), Figures(UsageDimension.Domain, "example.com"));
        Assert.Equal((1, 0, 1, 0, 1), Figures(UsageDimension.Domain, "example.org"));
        Assert.Equal((0, 1, 0, 0, 0), Figures(UsageDimension.Domain, "example.net"));
    }

    [Fact]
    public void Second_attempt_is_no_failover()
    {
        var figures = Only(UsageDimension.Total, Row(EmailStatus.Sent, Try(1, "first", "deferred", "greylisted"), Try(2, "second", "sent")));

        Assert.Equal((2, 0), (figures.Attempts, figures.Failovers));
    }

    [Fact]
    public void Attempts_that_a_row_only_counts_are_in_every_figure()
    {
        var row = Row(EmailStatus.Sent, Try(9, "first", "sent")) with
        {
            OmittedAttempts = [new AttemptTally("first", AttemptOutcome.Deferred, "greylisted", Count: 7, Failovers: 2), new AttemptTally("second", AttemptOutcome.Partial, Category: null, Count: 3, Failovers: 0)],
        };

        var totals = Of(row);

        var total = totals[(UsageDimension.Total, "")];
        Assert.Equal((1, 11, 2, 2_000), (total.Sent, total.Attempts, total.Failovers, total.Bytes));
        var first = totals[(UsageDimension.Provider, "first")];
        Assert.Equal((1, 8, 1, 7, 2, 500), (first.Accepted, first.Attempts, first.Sent, first.Deferred, first.Failovers, first.Bytes));
        var second = totals[(UsageDimension.Provider, "second")];
        Assert.Equal((1, 3, 3, 1_500), (second.Accepted, second.Attempts, second.Sent, second.Bytes));
        Assert.Equal((7, 7), (totals[(UsageDimension.Category, "greylisted")].Attempts, totals[(UsageDimension.Category, "greylisted")].Deferred));
    }

    [Fact]
    public void Email_that_a_provider_was_offered_twice_counts_there_once()
    {
        var figures = Of(Row(EmailStatus.Sent, Try(1, "first", "deferred", "greylisted"), Try(2, "first", "sent")))[(UsageDimension.Provider, "first")];

        Assert.Equal((1, 2, 1, 1), (figures.Accepted, figures.Attempts, figures.Deferred, figures.Sent));
    }

    [Fact]
    public void Email_with_two_tags_counts_under_each()
    {
        var totals = Of(Row(EmailStatus.Sent) with { Tags = [new Tag("flow", "signup"), new Tag("team", "x")] });

        Assert.Equal(1, totals[(UsageDimension.Tag, "flow:signup")].Sent);
        Assert.Equal(1, totals[(UsageDimension.Tag, "team:x")].Sent);
    }

    [Fact]
    public void Values_beyond_the_limit_are_counted_together()
    {
        var totals = new HourTotals();
        for (var n = 0; n < HourTotals.MaxValues + 10; n++)
            totals.Add(Row(EmailStatus.Sent) with { Tags = [new Tag("user", $"{n:D5}")] });
        totals.Add(Row(EmailStatus.Sent) with { Tags = [new Tag("user", "01009")] });

        var tags = totals.All().Where(t => t.Dimension == UsageDimension.Tag).ToDictionary(t => t.Value, t => t.Figures.Accepted);

        Assert.Equal(HourTotals.MaxValues, tags.Count);
        Assert.Equal(11, tags[HourTotals.OtherValues]);
        Assert.Equal(2, tags["user:01009"]);
        Assert.Equal(HourTotals.MaxValues + 11, tags.Values.Sum());
    }

    [Fact]
    public void Attempt_counts_under_its_provider_with_stream_tags_category_and_domains()
    {
        var row = Row(EmailStatus.Sent, Try(1, "first", "provider_failed", "network"), Try(1, "second", "sent")) with
        {
            Stream = "news",
            Tags = [new Tag("flow", "a,b"), new Tag("team", "x")],
            Recipients =
            [
                new Recipient("a@example.com", RecipientKind.To, EmailStatus.Sent) { Report = new DeliveryReport(ReportKind.Delivered, Time.GetUtcNow(), "second") },
                new Recipient("b@example.org", RecipientKind.To, EmailStatus.Sent),
            ],
        };

        var totals = Of(row);

        foreach (var (dimension, second) in ((UsageDimension, string)[])[
            (UsageDimension.ProviderStream, "news"), (UsageDimension.ProviderTag, "flow:a,b"), (UsageDimension.ProviderTag, "team:x"),
            (UsageDimension.ProviderDomain, "example.com"), (UsageDimension.ProviderDomain, "example.org")])
        {
            var (failed, sent) = (totals[(dimension, $"first,{second}")], totals[(dimension, $"second,{second}")]);
            Assert.Equal((1, 1, 0, 1, 1, 0, 0), (failed.Accepted, failed.Attempts, failed.Sent, failed.Failed, failed.Failovers, failed.Bytes, failed.Latency.Count));
            Assert.Equal((1, 1, 1, 0, 0, 500, 1), (sent.Accepted, sent.Attempts, sent.Sent, sent.Failed, sent.Failovers, sent.Bytes, sent.Latency.Count));
            Assert.Equal((0, second == "example.org" ? 0 : 1), (failed.Delivered, sent.Delivered));
            Assert.Equal(("first", second), dimension.Split($"first,{second}"));
        }

        Assert.Equal((1, 1), (totals[(UsageDimension.ProviderCategory, "first,network")].Attempts, totals[(UsageDimension.ProviderCategory, "first,network")].Failed));
        Assert.False(totals.ContainsKey((UsageDimension.ProviderCategory, "second,network")));
    }

    [Fact]
    public void Pairs_beyond_the_limit_are_counted_together_by_provider()
    {
        var totals = new HourTotals();
        for (var n = 0; n < HourTotals.MaxPairs; n++)
            totals.Add(Row(EmailStatus.Sent, Try(1, n % 3 == 0 ? "first" : "second", "sent"), Try(2, "third", "sent")) with { Tags = [new Tag("user", $"{n:D5}")] });

        var all = totals.All().ToList();

        var pairs = all.Where(t => t.Dimension == UsageDimension.ProviderTag).ToList();
        Assert.InRange(pairs.Count, HourTotals.MaxPairs - 2, HourTotals.MaxPairs);
        foreach (var (_, provider, figures) in all.Where(t => t.Dimension == UsageDimension.Provider))
            Assert.Equal(Counts(figures), Counts(Sum(pairs.Where(pair => pair.Value.StartsWith($"{provider},", StringComparison.Ordinal)).Select(pair => pair.Figures))));
        Assert.Contains(pairs, pair => pair.Value == $"third,{HourTotals.OtherValues}");
    }

    [Fact]
    public void Pairs_of_random_rows_add_up_to_their_second_dimension()
    {
        var random = new Random(Seed);
        var totals = new HourTotals();
        for (var n = 0; n < Rows; n++)
            totals.Add(RandomRow(random));

        var all = totals.All().ToList();

        foreach (var (pair, single) in ((UsageDimension, UsageDimension)[])[
            (UsageDimension.ProviderStream, UsageDimension.Stream), (UsageDimension.ProviderTag, UsageDimension.Tag),
            (UsageDimension.ProviderCategory, UsageDimension.Category), (UsageDimension.ProviderDomain, UsageDimension.Domain)])
        {
            var singles = all.Where(t => t.Dimension == single && t.Figures.Attempts > 0).ToDictionary(t => t.Value, t => (t.Figures.Attempts, t.Figures.Failovers, t.Figures.Bytes));
            var sums = all.Where(t => t.Dimension == pair).GroupBy(t => pair.Split(t.Value).Second!)
                .ToDictionary(g => g.Key, g => (g.Sum(t => t.Figures.Attempts), g.Sum(t => t.Figures.Failovers), g.Sum(t => t.Figures.Bytes)));
            Assert.NotEmpty(singles);
            Assert.Equal(singles.OrderBy(s => s.Key, StringComparer.Ordinal), sums.OrderBy(s => s.Key, StringComparer.Ordinal));
        }

        // Each row has one stream, so these add up to the provider as well.
        foreach (var (_, provider, figures) in all.Where(t => t.Dimension == UsageDimension.Provider))
            Assert.Equal(Counts(figures), Counts(Sum(all.Where(t => t.Dimension == UsageDimension.ProviderStream && t.Value.StartsWith($"{provider},", StringComparison.Ordinal)).Select(t => t.Figures))));
    }

    [Fact]
    public void Emails_on_their_way_are_unfinished()
    {
        var totals = new HourTotals();

        totals.Add(Row(EmailStatus.Sent));
        totals.Add(Row(EmailStatus.Deferred));
        totals.Add(Row(EmailStatus.Queued));

        Assert.Equal((3, 2), (totals.Rows, totals.Unfinished));
    }

    public static TheoryData<EmailStatus> Statuses => [.. Enum.GetValues<EmailStatus>()];

    private static readonly int Rows = TestSize.Of("USAGE_RANDOM_ROWS", 300);
    private static readonly int Seed = TestSize.Of("USAGE_RANDOM_SEED", 7);

    private static EmailRow RandomRow(Random random)
    {
        string One(params string[] choices) => choices[random.Next(choices.Length)];
        var attempts = Enumerable.Range(0, random.Next(4))
            .Select(n => Try(n / 2, One("first", "second", "(test)"), One("sent", "partial", "bounced", "failed", "provider_failed", "deferred", "unknown"), random.Next(2) == 0 ? null : One("network", "greylisted", "spam")));
        return Row((EmailStatus)random.Next(Enum.GetValues<EmailStatus>().Length), [.. attempts]) with
        {
            Stream = One("news", "transactional"),
            Tags = [.. Enumerable.Range(0, random.Next(3)).Select(n => new Tag($"t{n}", One("a", "b,c")))],
            Size = random.Next(1_000),
            Recipients = [.. Enumerable.Range(0, 1 + random.Next(3)).Select(n => new Recipient($"r{n}@{One("example.com", "EXAMPLE.org", "example.net")}", RecipientKind.To, EmailStatus.Sent))],
            OmittedAttempts = random.Next(4) == 0 ? [new AttemptTally(One("first", "second"), AttemptOutcome.Sent, null, Count: 1 + random.Next(9), Failovers: random.Next(2))] : [],
        } is var row && row.Status == EmailStatus.Rejected ? row with { Attempts = [], OmittedAttempts = [] } : row;
    }

    private static UsageFigures Sum(IEnumerable<UsageFigures> parts)
    {
        var sum = new UsageFigures();
        foreach (var part in parts)
            sum.Add(part);
        return sum;
    }

    private static string Counts(UsageFigures figures) => $"{string.Join(' ', UsageFigures.Columns.Select(column => column.Get(figures)))} {figures.Latency}";

    private static UsageFigures Only(UsageDimension dimension, EmailRow row) => Of(row).Single(pair => pair.Key.Dimension == dimension).Value;

    private static Dictionary<(UsageDimension Dimension, string Value), UsageFigures> Of(EmailRow row)
    {
        var totals = new HourTotals();
        totals.Add(row);
        return totals.All().ToDictionary(t => (t.Dimension, t.Value), t => t.Figures);
    }

    private static EmailRow Row(EmailStatus status, params Attempt[] attempts) => new()
    {
        Id = EmailId.New(Time),
        Tenant = "t",
        Status = status,
        From = "a@example.com",
        Subject = "s",
        Recipients = [new Recipient("b@example.com", RecipientKind.To, status)],
        Attempts = attempts,
        Size = 500,
    };

    private static Attempt Try(int number, string provider, string outcome, string? category = null) => new()
    {
        Number = number,
        Provider = provider,
        At = Time.GetUtcNow(),
        Milliseconds = 100,
        Outcome = EnumNames.Find<AttemptOutcome>(outcome)!.Value,
        Phase = "data",
        Category = category,
    };
}
