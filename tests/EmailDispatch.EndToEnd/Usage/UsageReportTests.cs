using System.Globalization;
using System.Text.Json;
using EmailDispatch.EndToEnd.Dispatch;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.Usage;

namespace EmailDispatch.EndToEnd.Usage;

/// <summary>The figures that the API answers are those of the status rows, by every dimension.</summary>
public sealed class UsageReportTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly int Rows = TestSize.Of("USAGE_REPORT_ROWS", 400);

    private static readonly string[] Counts =
        ["accepted", "sent", "bounced", "failed", "deferred", "unknown", "suppressed", "canceled", "rejected", "scheduled", "queued", "attempts", "failovers", "bytes"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Figures_of_the_api_equal_an_independent_count_of_the_rows()
    {
        var end = UsageQuery.StartOfHour(TimeProvider.System.GetUtcNow());
        var time = new FixedTime();
        var emails = new KnownEmails(await new UsageInstance(azurite, time).PrepareAsync(Cancellation), time, seed: 9);
        await emails.MakeAsync("default", Rows, end, hours: 5, Cancellation);
        await emails.FinishAsync(Cancellation);
        await using var host = await EmailHost.StartAsync(
            new EmailHostSettings(
                azurite.ConnectionString,
                [new HostedProvider("ses", "127.0.0.1", 9), new HostedProvider("mailgun", "127.0.0.1", 9), new HostedProvider("postmark", "127.0.0.1", 9)],
                More: new Dictionary<string, string>
                {
                    ["Providers__0__PricePerThousand"] = "0.10",
                    ["Providers__1__PricePerThousand"] = "2",
                    ["Usage__Currency"] = "EUR",
                    ["Usage__RefreshRows"] = "100000",
                    // Reading alone counts the hours.
                    ["LocalHost__Timers__AggregateUsage"] = "0 0 0 1 1 *",
                }),
            Cancellation);
        using var client = new EmailClient(host);
        var began = TimeProvider.System.GetUtcNow().AddSeconds(-1);

        var reports = new Dictionary<UsageDimension, JsonElement>();
        foreach (var dimension in Enum.GetValues<UsageDimension>())
        {
            var (_, report) = await client.GetAsync($"usage?by={dimension.ToQueryName()}&from={end.AddHours(-5):s}Z&to={end:s}Z", Cancellation);
            reports.Add(dimension, report);
        }

        var expected = IndependentCount.Of(emails.All).Where(fact => !fact.Contains(" latency ", StringComparison.Ordinal));
        var actual = reports.SelectMany(report => Facts(report.Key, report.Value)).Order(StringComparer.Ordinal);
        Assert.Equal(expected, actual);
        Assert.All(reports.Values, AssertSums);
        Assert.All(reports.Values, report => Assert.True(report.GetProperty("as_of").GetDateTimeOffset() >= began));
        AssertCosts(emails, reports);
    }

    private static IEnumerable<string> Facts(UsageDimension dimension, JsonElement report) =>
        from line in report.GetProperty("data").EnumerateArray()
        let value = line.GetProperty("value").GetString() + (line.TryGetProperty("second_value", out var second) ? $",{second.GetString()}" : "")
        from name in Counts
        let count = line.GetProperty(name).GetInt64()
        where count > 0
        select string.Create(CultureInfo.InvariantCulture, $"default {line.GetProperty("period").GetDateTimeOffset():MMddHH} {dimension} {value} {name} {count}");

    private static void AssertSums(JsonElement report)
    {
        foreach (var name in Counts)
        {
            var total = report.GetProperty("totals").GetProperty(name).GetInt64();
            Assert.Equal(total, report.GetProperty("data").EnumerateArray().Sum(line => line.GetProperty(name).GetInt64()));
            Assert.Equal(total, report.GetProperty("values").EnumerateArray().Sum(line => line.GetProperty(name).GetInt64()));
        }
    }

    private static void AssertCosts(KnownEmails emails, Dictionary<UsageDimension, JsonElement> reports)
    {
        decimal Taken(string provider) => emails.All.Sum(email => email.Tries.Count(t => t.Provider == provider && (t.Outcome is "sent" or "partial")));
        var (ses, mailgun) = (Taken("ses") * 0.0001m, Taken("mailgun") * 0.002m);
        decimal? Cost(JsonElement line) => line.GetProperty("cost") is { ValueKind: JsonValueKind.Number } cost ? cost.GetDecimal() : null;
        var values = reports[UsageDimension.Provider].GetProperty("values").EnumerateArray().ToDictionary(line => line.GetProperty("value").GetString()!, Cost);

        Assert.Equal((ses, mailgun, null), (values["ses"], values["mailgun"], values["postmark"]));
        foreach (var dimension in (UsageDimension[])[UsageDimension.Provider, UsageDimension.ProviderStream, UsageDimension.Total])
        {
            Assert.Equal(ses + mailgun, Cost(reports[dimension].GetProperty("totals")));
            Assert.Equal(ses + mailgun, reports[dimension].GetProperty("data").EnumerateArray().Sum(Cost));
        }

        // An email counts under each of its tags, so their costs have no sum.
        Assert.Null(Cost(reports[UsageDimension.ProviderTag].GetProperty("totals")));
        Assert.Equal("EUR", reports[UsageDimension.Provider].GetProperty("currency").GetString());
    }
}
