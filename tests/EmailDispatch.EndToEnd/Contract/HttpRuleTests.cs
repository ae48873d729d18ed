using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace EmailDispatch.EndToEnd.Contract;

/// <summary>Rules for every endpoint: methods, content types and codings, request ids.</summary>
[Collection<ContractCollection>]
public sealed class HttpRuleTests(ContractHost contract) : IDisposable
{
    private const string Email = """{"from":"a@example.com","to":"b@example.com","subject":"s","text":"t"}""";

    private readonly HttpClient _client = contract.Host.CreateClient();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Request_id_of_the_answer_is_on_the_lines_of_its_log()
    {
        using var accepted = await PostAsync(Encoding.UTF8.GetBytes(Email), "application/json");
        var id = JsonDocument.Parse(await accepted.Content.ReadAsStringAsync(Cancellation)).RootElement.GetProperty("id").GetString()!;
        using var refused = await PostAsync("{}"u8.ToArray(), "application/json");

        var request = accepted.Headers.GetValues("X-Request-Id").Single();
        var line = await Eventually.GetAsync(
            () => Task.FromResult(contract.Host.Output.Split('\n').FirstOrDefault(line => line.Contains(id, StringComparison.Ordinal) && line.Contains(request, StringComparison.Ordinal))),
            found => found is not null, Cancellation);
        Assert.NotNull(line);
        var error = JsonDocument.Parse(await refused.Content.ReadAsStringAsync(Cancellation)).RootElement;
        Assert.Equal(refused.Headers.GetValues("X-Request-Id").Single(), error.GetProperty("request_id").GetString());
        Assert.NotEqual(request, error.GetProperty("request_id").GetString());
    }

    [Theory]
    [InlineData("PUT", "emails", "GET, POST")]
    [InlineData("DELETE", "emails/0195a1b2-c3d4-7e5f-8a6b-1c2d3e4f5061", "GET, PATCH")]
    [InlineData("GET", "emails/0195a1b2-c3d4-7e5f-8a6b-1c2d3e4f5061/cancel", "POST")]
    [InlineData("HEAD", "emails", "GET, POST")]
    [InlineData("OPTIONS", "emails", "GET, POST")]
    public async Task Method_that_an_endpoint_has_not_is_a_405_with_those_it_has(string method, string path, string allowed)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var answer = await _client.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(allowed, string.Join(", ", answer.Content.Headers.Allow.Order()));
        if (method != "HEAD")
            Assert.Equal("method_not_allowed", JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).RootElement.GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("GET", "contacts", "not available")]
    [InlineData("POST", "broadcasts", "not available")]
    [InlineData("GET", "emails/receiving", "Receiving emails is not available")]
    [InlineData("GET", "emails/metrics", "Metrics of emails are not available")]
    [InlineData("GET", "inbox/nothing", "There is no GET /inbox/nothing")]
    [InlineData("POST", "nowhere/at/all", "There is no POST /nowhere/at/all")]
    public async Task What_there_is_not_is_answered_in_json(string method, string path, string message)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var answer = await _client.SendAsync(request, Cancellation);

        var error = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).RootElement;
        Assert.Contains(message, error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(answer.Headers.GetValues("X-Request-Id").Single(), error.GetProperty("request_id").GetString());
    }

    [Fact]
    public async Task Root_returns_links()
    {
        var root = JsonDocument.Parse(await _client.GetStringAsync(new Uri("/", UriKind.Relative), Cancellation)).RootElement;

        using var dashboard = await _client.GetAsync(new Uri(root.GetProperty("links").GetProperty("dashboard").GetString()!, UriKind.Relative), Cancellation);

        Assert.Equal(HttpStatusCode.OK, dashboard.StatusCode);
    }

    [Fact]
    public async Task Base_url_with_a_slash_at_its_end_works()
    {
        using var content = new StringContent(Email, Encoding.UTF8, "application/json");

        using var answer = await _client.PostAsync(new Uri($"{contract.Host.BaseUrl.ToString().TrimEnd('/')}//emails"), content, Cancellation);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    [Theory]
    [InlineData("emails?limit=0", "limit")]
    [InlineData("emails?limit=101", "limit")]
    [InlineData("emails?before=1", "before")]
    [InlineData("emails?before=0195a1b2-c3d4-7e5f-8a6b-1c2d3e4f5061&after=0195a1b2-c3d4-7e5f-8a6b-1c2d3e4f5061", "before")]
    [InlineData("api-keys?limit=-1", "limit")]
    [InlineData("suppressions?limit=x", "limit")]
    [InlineData("suppressions?before=nobody", "before")]
    [InlineData("suppressions?origin=dislike", "origin")]
    [InlineData("providers?limit=0", "limit")]
    [InlineData("providers?after=nobody", "after")]
    [InlineData("providers?nonsense=1", "nonsense")]
    public async Task Part_of_a_list_that_cannot_be_is_a_422_that_names_the_parameter(string path, string field)
    {
        using var answer = await _client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);

        var error = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).RootElement;
        Assert.Equal((422, field), ((int)answer.StatusCode, error.GetProperty("errors")[0].GetProperty("field").GetString()));
    }

    [Fact]
    public async Task Providers_are_paged_too()
    {
        using var client = contract.CreateClient(ContractHost.OtherKey);

        var all = await GetAsync("providers");
        var pages = new List<JsonElement> { await GetAsync("providers?limit=1") };
        while (HasMore(pages[^1]) && pages.Count < 10)
            pages.Add(await GetAsync($"providers?limit=1&after={Names(pages[^1]).Single()}"));

        // Tests of the same host add and remove others.
        Assert.False(HasMore(all));
        Assert.Equal(["sandbox", "private"], Names(all).Where(name => name is "sandbox" or "private"));
        Assert.Equal(["sandbox", "private"], pages.SelectMany(Names).Where(name => name is "sandbox" or "private"));
        Assert.All(pages, page => Assert.Single(Names(page)));

        async Task<JsonElement> GetAsync(string path) => JsonDocument.Parse(await client.GetStringAsync(new Uri(path, UriKind.Relative), Cancellation)).RootElement;
        static bool HasMore(JsonElement list) => list.GetProperty("has_more").GetBoolean();
        static IEnumerable<string?> Names(JsonElement list) => list.GetProperty("data").EnumerateArray().Select(provider => provider.GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("POST", "emails", "application/x-www-form-urlencoded", "Accept-Post")]
    [InlineData("POST", "emails/batch", "text/plain", "Accept-Post")]
    [InlineData("POST", "suppressions", "multipart/form-data; boundary=x", "Accept-Post")]
    [InlineData("PATCH", "emails/0195a1b2-c3d4-7e5f-8a6b-1c2d3e4f5061", "application/xml", "Accept-Patch")]
    public async Task Body_that_is_not_json_is_a_415_with_the_supported_type(string method, string path, string type, string header)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new StringContent(Email) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);

        using var answer = await _client.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Equal("application/json", answer.Headers.GetValues(header).Single());
    }

    [Fact]
    public async Task Compressed_email_is_accepted_and_a_bomb_is_a_413()
    {
        using var accepted = await PostAsync(Compress(Encoding.UTF8.GetBytes(Email)), "application/json", "gzip");
        using var bomb = await PostAsync(Compress(new byte[200_000_000]), "application/json", "gzip");
        using var unknown = await PostAsync(Encoding.UTF8.GetBytes(Email), "application/json", "zstd");

        Assert.Equal(
            (HttpStatusCode.Accepted, HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.UnsupportedMediaType), (accepted.StatusCode, bomb.StatusCode, unknown.StatusCode));
    }

    [Fact]
    public async Task Refusal_is_small_however_much_is_wrong()
    {
        var unknown = string.Join(',', Enumerable.Range(0, 200_000).Select(n => $"\"unknown-{n}\":1"));

        using var many = await PostAsync(Encoding.UTF8.GetBytes($"{{{unknown}}}"), "application/json");
        using var one = await PostAsync(Encoding.UTF8.GetBytes($"{{\"{new string('x', 5_000_000)}\":1}}"), "application/json");

        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.UnprocessableEntity), (many.StatusCode, one.StatusCode));
        Assert.InRange((await many.Content.ReadAsByteArrayAsync(Cancellation)).Length, 100, 10_000);
        Assert.InRange((await one.Content.ReadAsByteArrayAsync(Cancellation)).Length, 100, 10_000);
    }

    private static byte[] Compress(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
            gzip.Write(content);
        return compressed.ToArray();
    }

    private async Task<HttpResponseMessage> PostAsync(byte[] body, string type, string? coding = null)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (coding is not null)
            content.Headers.ContentEncoding.Add(coding);
        return await _client.PostAsync("emails", content, Cancellation);
    }
}
