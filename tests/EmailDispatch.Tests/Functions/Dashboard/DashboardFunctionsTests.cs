using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using EmailDispatch.Endpoints;
using EmailDispatch.Functions.Dashboard;
using EmailDispatch.Naming;
using EmailDispatch.Status;
using EmailDispatch.Tests.Docs;

namespace EmailDispatch.Tests.Functions.Dashboard;

public sealed partial class DashboardFunctionsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Files => [.. DashboardFile.Names];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task File_comes_with_type_policy_and_tag_and_is_not_sent_twice(string file)
    {
        await using var host = await StartAsync();

        using var first = await host.Client.GetAsync($"dashboard/{file}", Cancellation);
        using var again = new HttpRequestMessage(HttpMethod.Get, $"dashboard/{file}") { Headers = { IfNoneMatch = { first.Headers.ETag! } } };
        using var second = await host.Client.SendAsync(again, Cancellation);

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(TypeOf(file), first.Content.Headers.ContentType?.MediaType);
        if (file == "message-frame.html")
        {
            // An email may be styled; nothing else may be done.
            Assert.Equal("sandbox allow-same-origin; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'", Policy(first));
        }
        else
        {
            Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';", Policy(first), StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", Policy(first), StringComparison.Ordinal);
        }

        Assert.Equal(["nosniff"], first.Headers.GetValues("X-Content-Type-Options"));
        Assert.Equal(["no-referrer"], first.Headers.GetValues("Referrer-Policy"));
        Assert.True(first.Headers.CacheControl?.NoCache);
        Assert.Equal((HttpStatusCode.NotModified, 0), (second.StatusCode, (await second.Content.ReadAsByteArrayAsync(Cancellation)).Length));
    }

    [Fact]
    public async Task Compressed_file_is_equal_and_has_its_own_tag()
    {
        await using var host = await StartAsync();
        using var unpacking = new HttpClient(new HttpClientHandler { AutomaticDecompression = DecompressionMethods.GZip }) { BaseAddress = host.Client.BaseAddress };
        using var plain = await host.Client.GetAsync("dashboard/uPlot.esm.js", Cancellation);
        using var asked = new HttpRequestMessage(HttpMethod.Get, "dashboard/uPlot.esm.js") { Headers = { AcceptEncoding = { new StringWithQualityHeaderValue("gzip") } } };

        using var packed = await host.Client.SendAsync(asked, Cancellation);
        var unpacked = await unpacking.GetByteArrayAsync("dashboard/uPlot.esm.js", Cancellation);

        var content = await plain.Content.ReadAsByteArrayAsync(Cancellation);
        Assert.Equal(content, unpacked);
        Assert.Equal(["gzip"], packed.Content.Headers.ContentEncoding);
        Assert.True((await packed.Content.ReadAsByteArrayAsync(Cancellation)).Length < content.Length / 3);
        Assert.NotEqual(plain.Headers.ETag, packed.Headers.ETag);
        Assert.Equal(["Accept-Encoding"], packed.Headers.Vary);
    }

    [Theory]
    [InlineData("")]
    [InlineData("api")]
    public async Task Page_names_files_that_are_there_whatever_the_route_prefix(string prefix)
    {
        await using var host = await RunningHost.StartAsync([typeof(DashboardFunctions)], $$$"""{"extensions":{"http":{"routePrefix":"{{{prefix}}}" } } }""");
        var address = new Uri(host.Client.BaseAddress!, $"{prefix}/dashboard".TrimStart('/'));

        var page = await host.Client.GetStringAsync(address, Cancellation);
        var files = Reference().Matches(page).Select(match => new Uri(address, match.Groups[1].Value)).ToList();

        Assert.Contains(files, file => file.AbsolutePath.EndsWith("/app.js", StringComparison.Ordinal));
        foreach (var file in files)
        {
            using var answer = await host.Client.GetAsync(file, Cancellation);
            Assert.True(answer.IsSuccessStatusCode, $"{file} {answer.StatusCode}");
        }
    }

    [Theory]
    [InlineData("dashboard/nothing.js")]
    [InlineData("dashboard/..%2Fhost.json")]
    [InlineData("dashboard/APP.JS")]
    public async Task What_is_not_there_is_404(string path)
    {
        await using var host = await StartAsync();

        using var answer = await host.Client.GetAsync(path, Cancellation);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Slash_at_the_end_leads_to_the_page_without()
    {
        await using var host = await StartAsync();

        using var answer = await host.Client.GetAsync("dashboard/", Cancellation);

        Assert.Equal("/dashboard", answer.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Every_status_has_its_words_on_the_page()
    {
        await using var host = await StartAsync();

        var script = await host.Client.GetStringAsync("dashboard/statuses.js", Cancellation);

        Assert.All(EnumNames.All<EmailStatus>(), status => Assert.Contains($"\n  {status}: [", script, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_type_of_event_can_be_chosen_for_a_webhook()
    {
        await using var host = await StartAsync();

        var script = await host.Client.GetStringAsync("dashboard/webhooks.js", Cancellation);

        var list = script.Split("const eventTypes = [")[1].Split(']')[0];
        Assert.Equal(EventTypes.OfTenants.Concat(EventTypes.OfOperators).Order(StringComparer.Ordinal), Text().Matches(list).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_section_of_the_runbook_that_the_page_links_to_exists()
    {
        await using var host = await StartAsync();
        var runbook = await host.Client.GetStringAsync("dashboard/operations.md", Cancellation);
        var scripts = await Task.WhenAll(DashboardFile.Names.Where(name => name.EndsWith(".js", StringComparison.Ordinal)).Select(name => host.Client.GetStringAsync($"dashboard/{name}", Cancellation)));

        var linked = scripts.SelectMany(script => RunbookLink().Matches(script).Select(match => match.Groups[1].Value)).ToList();

        Assert.Contains("poison-messages", linked);
        Assert.Empty(linked.Except(OperationsDocumentTests.Anchors(runbook)));
    }

    private static Task<RunningHost> StartAsync() => RunningHost.StartAsync([typeof(DashboardFunctions)]);

    private static string Policy(HttpResponseMessage answer) => answer.Headers.GetValues("Content-Security-Policy").Single();

    private static string TypeOf(string file) => Path.GetExtension(file) switch
    {
        ".html" => "text/html",
        ".css" => "text/css",
        ".js" => "text/javascript",
        ".svg" => "image/svg+xml",
        _ => "text/plain",
    };

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex Text();

    [GeneratedRegex(@"(?:runbookLink\('|#/runbook/)([a-z-]+)'")]
    private static partial Regex RunbookLink();

    [GeneratedRegex("""(?:href|src)="(dashboard/[^"]+)""")]
    private static partial Regex Reference();
}
