using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.Suppressions;

/// <summary>The do-not-send list over HTTP, and the emails to addresses on it.</summary>
public sealed class SuppressionApiTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const string OtherKey = "ed_test_not_a_secret_of_another_tenant_0123456789abc";

    // Only one test uses this tenant's list.
    private const string ThirdKey = "ed_test_not_a_secret_of_a_third_tenant_0123456789abc";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bounce_suppresses_until_the_address_is_removed()
    {
        await using var provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        await using var host = await StartAsync(provider);
        using var client = new EmailClient(host);
        using var http = host.CreateClient();
        var refusal = provider.On(SandboxPhase.Rcpt, c => c.Recipient == "gone/x@example.com" ? "550 5.1.1 No such user" : null);
        var bounced = await client.WaitForAsync(await client.SendAsync(To("gone/x@example.com"), Cancellation), "bounced", Cancellation);
        refusal.Dispose();

        var both = await client.WaitForAsync(await client.SendAsync(To("here@example.com", "gone/x@example.com"), Cancellation), "sent", Cancellation);
        var alone = await client.WaitForAsync(await client.SendAsync(To("gone/x@example.com"), Cancellation), "suppressed", Cancellation);
        var (_, listed) = await client.GetAsync("suppressions?address=GONE/x@example.com", Cancellation);
        var deleted = await SendAsync(http, HttpMethod.Delete, "suppressions/gone%2Fx%40example.com");
        var again = await client.WaitForAsync(await client.SendAsync(To("gone/x@example.com"), Cancellation), "sent", Cancellation);
        var gone = await SendAsync(http, HttpMethod.Delete, "suppressions/gone%2Fx%40example.com");

        Assert.Equal(["sent", "suppressed"], both.GetProperty("recipients").EnumerateArray().Select(r => r.GetProperty("status").GetString()));
        Assert.Equal("suppressed", alone.GetProperty("last_event").GetString());
        var entry = Assert.Single(listed.GetProperty("data").EnumerateArray());
        Assert.Equal(("gone/x@example.com", "bounce"), (entry.GetProperty("address").GetString(), entry.GetProperty("reason").GetString()));
        Assert.Equal("550 5.1.1 No such user", entry.GetProperty("detail").GetString());
        Assert.Equal(bounced.GetProperty("id").GetString(), entry.GetProperty("email_id").GetString());
        Assert.Equal(HttpStatusCode.OK, deleted.Status);
        Assert.Equal($$"""{"id":"{{entry.GetProperty("id").GetString()}}","address":"gone/x@example.com","deleted":true,"object":"suppression"}""", deleted.Body.GetRawText());
        Assert.Equal(1, again.GetProperty("attempts").GetArrayLength());
        Assert.Equal((HttpStatusCode.NotFound, "not_found"), (gone.Status, gone.Body.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Lists_are_added_to_paged_and_kept_apart_by_tenant()
    {
        await using var provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        await using var host = await StartAsync(provider);
        using var http = host.CreateClient();
        using var other = host.CreateClient();
        other.DefaultRequestHeaders.Authorization = new("Bearer", OtherKey);
        var addresses = Enumerable.Range(0, 7).Select(n => $"page{n}@example.com").ToList();

        var many = await SendAsync(http, HttpMethod.Post, "suppressions", new { addresses, reason = "complaint" });
        var first = await SendAsync(http, HttpMethod.Post, "suppressions", new { address = "one@example.com" });
        var second = await SendAsync(http, HttpMethod.Post, "suppressions", new { address = "One@example.com", reason = "complaint" });
        var pages = await PagesAsync(http, limit: 3);
        var otherPage = await SendAsync(other, HttpMethod.Get, "suppressions");
        var otherDelete = await SendAsync(other, HttpMethod.Delete, "suppressions/one@example.com");
        var wrong = await SendAsync(http, HttpMethod.Get, "suppressions?limit=0&adress=x");

        Assert.Equal((HttpStatusCode.Created, 7), (many.Status, many.Body.GetProperty("data").GetArrayLength()));
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (first.Status, second.Status));
        Assert.Equal("manual", second.Body.GetProperty("reason").GetString());
        Assert.Equal(["one@example.com", .. addresses], pages.Where(a => a != "gone/x@example.com").Order());
        Assert.Equal(0, otherPage.Body.GetProperty("data").GetArrayLength());
        Assert.Equal(HttpStatusCode.NotFound, otherDelete.Status);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, 2), (wrong.Status, wrong.Body.GetProperty("errors").GetArrayLength()));
    }

    [Fact]
    public async Task List_is_kept_in_the_words_of_the_resend_api_too()
    {
        await using var provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        await using var host = await StartAsync(provider);
        using var http = host.CreateClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", ThirdKey);
        using var other = host.CreateClient();
        other.DefaultRequestHeaders.Authorization = new("Bearer", OtherKey);
        var emails = Enumerable.Range(0, 9).Select(n => $"batch{n}/x@example.org").ToList();

        var added = await SendAsync(http, HttpMethod.Post, "suppressions/batch/add", new { emails });
        var ids = Ids(added.Body);
        var one = await SendAsync(http, HttpMethod.Post, "suppressions", new { email = "complained@example.org", reason = "complaint" });
        var byId = await SendAsync(http, HttpMethod.Get, $"suppressions/{ids[3]}");
        var byAddress = await SendAsync(http, HttpMethod.Get, $"suppressions/{Uri.EscapeDataString("BATCH3/x@example.org")}");
        var complaints = await SendAsync(http, HttpMethod.Get, "suppressions?origin=complaint");
        var (forwards, backwards) = (await IdsAsync(http, "after"), await IdsAsync(http, "before"));
        var foreign = await SendAsync(other, HttpMethod.Get, $"suppressions/{ids[3]}");
        var foreignPages = await SendAsync(other, HttpMethod.Get, $"suppressions?after={forwards[0]}");
        var foreignRemoval = await SendAsync(other, HttpMethod.Post, "suppressions/batch/remove", new { ids = new[] { ids[3] } });
        var removed = await SendAsync(http, HttpMethod.Post, "suppressions/batch/remove", new { emails = emails[..2].Append("never@example.org") });
        var removedById = await SendAsync(http, HttpMethod.Post, "suppressions/batch/remove", new { ids = ids[2..4] });
        var deletedById = await SendAsync(http, HttpMethod.Delete, $"suppressions/{ids[4]}");
        var gone = await SendAsync(http, HttpMethod.Get, $"suppressions/{ids[4]}");

        Assert.Equal((HttpStatusCode.Created, 9), (added.Status, ids.Distinct().Count()));
        Assert.Equal(("complained@example.org", "complaint"), (one.Body.GetProperty("email").GetString(), one.Body.GetProperty("origin").GetString()));
        Assert.All(["id", "email", "origin", "source_id", "created_at"], name => Assert.True(byId.Body.TryGetProperty(name, out _), name));
        Assert.Equal(("batch3/x@example.org", "manual"), (byId.Body.GetProperty("email").GetString(), byId.Body.GetProperty("origin").GetString()));
        Assert.Equal(byId.Body.GetRawText(), byAddress.Body.GetRawText());
        Assert.All(complaints.Body.GetProperty("data").EnumerateArray(), entry => Assert.Equal("complaint", entry.GetProperty("origin").GetString()));
        Assert.Contains(one.Body.GetProperty("id").GetString(), Ids(complaints.Body));
        Assert.Equal(ids.Append(one.Body.GetProperty("id").GetString()!).Order(StringComparer.Ordinal), forwards);
        Assert.Equal(forwards[..^1], backwards);
        Assert.Equal((HttpStatusCode.NotFound, 0), (foreign.Status, foreignPages.Body.GetProperty("data").GetArrayLength()));
        Assert.Equal([false], Deleted(foreignRemoval.Body));
        Assert.Equal([true, true, false], Deleted(removed.Body));
        Assert.Equal([true, true], Deleted(removedById.Body));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (deletedById.Status, gone.Status));
    }

    private static List<string> Ids(JsonElement list) => [.. list.GetProperty("data").EnumerateArray().Select(entry => entry.GetProperty("id").GetString()!)];

    private static IEnumerable<bool> Deleted(JsonElement list) => list.GetProperty("data").EnumerateArray().Select(entry => entry.GetProperty("deleted").GetBoolean());

    /// <summary>Returns all ids in list order, page by page: forwards from the start or backwards from the last one.</summary>
    private static async Task<List<string>> IdsAsync(HttpClient http, string direction)
    {
        var ids = new List<string>();
        var query = direction == "after" ? "suppressions?limit=2" : $"suppressions?limit=2&before={(await IdsAsync(http, "after"))[^1]}";
        while (true)
        {
            var (_, page) = await SendAsync(http, HttpMethod.Get, query);
            ids.InsertRange(direction == "after" ? ids.Count : 0, Ids(page));
            if (!page.GetProperty("has_more").GetBoolean())
                return ids;
            query = $"suppressions?limit=2&{direction}={page.GetProperty("next").GetString()}";
        }
    }

    private static string To(params string[] to) =>
        JsonSerializer.Serialize(new { from = "a@example.com", to, subject = "s", text = "t" });

    private static async Task<List<string>> PagesAsync(HttpClient http, int limit)
    {
        var addresses = new List<string>();
        var query = $"suppressions?limit={limit}";
        while (true)
        {
            var (_, page) = await SendAsync(http, HttpMethod.Get, query);
            var data = page.GetProperty("data").EnumerateArray().Select(e => e.GetProperty("address").GetString()!).ToList();
            addresses.AddRange(data);
            if (!page.GetProperty("has_more").GetBoolean())
                return addresses;

            Assert.Equal(limit, data.Count);
            query = $"suppressions?limit={limit}&after={Uri.EscapeDataString(data[^1])}";
        }
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(HttpClient http, HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await http.SendAsync(request, Cancellation);
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation));
    }

    private Task<EmailHost> StartAsync(SandboxServer provider) => EmailHost.StartAsync(
        new EmailHostSettings(
            azurite.ConnectionString,
            [new HostedProvider("sandbox", provider.Host, provider.Port)],
            More: new Dictionary<string, string> { ["Access__Keys__1__Key"] = OtherKey, ["Access__Keys__1__Tenant"] = "other", ["Access__Keys__2__Key"] = ThirdKey, ["Access__Keys__2__Tenant"] = "third" }),
        Cancellation);
}
