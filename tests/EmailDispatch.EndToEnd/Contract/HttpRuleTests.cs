using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using EmailDispatch.EndToEnd.Hosting;

namespace EmailDispatch.EndToEnd.Contract;

/// <summary>What holds for every endpoint: methods, content types and codings, the id of a request.</summary>
public sealed class HttpRuleTests(ContractHost contract) : IAsyncLifetime
{
    private const string Email = """{"from":"a@example.com","to":"b@example.com","subject":"s","text":"t"}""";

    private HttpClient _client = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _client = (await contract.StartedAsync()).CreateClient();

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

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
    }

    [Theory]
    [InlineData("POST", "emails", "application/x-www-form-urlencoded", "Accept-Post")]
    [InlineData("POST", "emails/batch", "text/plain", "Accept-Post")]
    [InlineData("POST", "suppressions", "multipart/form-data; boundary=x", "Accept-Post")]
    [InlineData("PATCH", "emails/0195a1b2-c3d4-7e5f-8a6b-1c2d3e4f5061", "application/xml", "Accept-Patch")]
    public async Task Body_that_is_not_json_is_a_415_that_says_what_would_be_right(string method, string path, string type, string header)
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
