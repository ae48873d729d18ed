using System.Net;
using System.Net.Http.Headers;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.Usage;

/// <summary>From the acceptance of an email to the statistics.</summary>
public sealed class UsageEndpointTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sent_email_is_in_the_statistics_of_its_tenant()
    {
        await using var provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        await using var host = await EmailHost.StartAsync(
            new EmailHostSettings(
                azurite.ConnectionString,
                [new HostedProvider("sandbox", provider.Host, provider.Port)],
                More: new Dictionary<string, string> { ["LocalHost__Timers__AggregateUsage"] = "* * * * * *" }),
            Cancellation);
        using var client = new EmailClient(host);
        var id = await client.SendAsync(
            """{"from":"a@example.com","to":"b@example.com","subject":"s","text":"t","tags":[{"name":"flow","value":"signup"}]}""", Cancellation);
        await client.WaitForAsync(id, "sent", Cancellation);

        var usage = await Eventually.GetAsync(
            () => client.GetAsync("usage?by=provider", Cancellation), u => u.Body.GetProperty("totals").GetProperty("sent").GetInt64() == 1, Cancellation);
        var (_, byTag) = await client.GetAsync("usage?by=tag&interval=day", Cancellation);
        var csv = await CsvAsync(host);
        var (refused, fault) = await client.GetAsync("usage?by=weather", Cancellation);

        var line = Assert.Single(usage.Body.GetProperty("data").EnumerateArray());
        Assert.Equal("sandbox", line.GetProperty("value").GetString());
        Assert.InRange(line.GetProperty("latency_ms").GetProperty("p95").GetDouble(), 0.1, 120_000);
        Assert.Equal("flow:signup", byTag.GetProperty("values")[0].GetProperty("value").GetString());
        Assert.Equal((2, true), (csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length, csv.StartsWith("period,value,accepted", StringComparison.Ordinal)));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "by"), (refused, fault.GetProperty("errors")[0].GetProperty("field").GetString()));
    }

    private static async Task<string> CsvAsync(EmailHost host)
    {
        using var http = host.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("usage", UriKind.Relative));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/csv"));
        using var response = await http.SendAsync(request, Cancellation);
        Assert.Equal("text/csv", response.Content.Headers.ContentType?.MediaType);
        return await response.Content.ReadAsStringAsync(Cancellation);
    }
}
