using System.Net;
using System.Text;
using System.Text.Json;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.EndToEnd.Samples;

namespace EmailDispatch.EndToEnd.BadInput;

/// <summary>Any bad input gets a clear 4xx at the right field, never a 5xx, and leaves nothing in storage.</summary>
public sealed class BadInputTests(BadInputFixture fixture) : IClassFixture<BadInputFixture>, IAsyncDisposable
{
    private const string Good = "\"from\":\"a@example.com\",\"to\":\"b@example.com\",\"subject\":\"s\",\"text\":\"t\"";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[")]
    [InlineData("nonsense")]
    [InlineData("{\"from\":}")]
    [InlineData("{\"from\":\"a@example.com\",}")]
    [InlineData("{\"subject\":\"a\nb\"}")]
    public async Task Malformed_json_is_a_400(string body)
    {
        var (status, answer) = await PostAsync(body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("validation_error", answer.GetProperty("name").GetString());
        Assert.Contains("JSON", answer.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"from\":\"a@example.com\",\n}", "The body is not valid JSON: a trailing comma before \"}\" at line 2, column 1.")]
    [InlineData("", "The body is empty; it must be JSON.")]
    [InlineData("{" + Good + ",\"to\":\"c@example.com\"}", "The body is not valid JSON: the field \"to\" is given twice, the second time at line 1, column 71.")]
    public async Task Malformed_json_is_described(string body, string expected)
    {
        var (_, answer) = await PostAsync(body);

        Assert.Equal(expected, answer.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Bytes_that_are_not_utf8_are_refused()
    {
        using var content = new ByteArrayContent([.. Encoding.ASCII.GetBytes("{\"from\":\"a@example.com\",\"to\":\"b@example.com\",\"text\":\"t\",\"subject\":\""), 0xFF, 0xFE, .. "\"}"u8]);
        using var client = new EmailClient(fixture.Host);

        var (status, answer) = await client.PostAsync(content, Cancellation);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Equal(["subject"], Fields(answer));
    }

    [Theory]
    [InlineData("null", "")]
    [InlineData("[]", "")]
    [InlineData("\"text\"", "")]
    [InlineData("{}", "from")]
    [InlineData("{}", "to")]
    [InlineData("{}", "subject")]
    [InlineData("{}", "html")]
    [InlineData("{" + Good + ",\"form\":1}", "form")]
    [InlineData("{" + Good + ",\"cc\":7}", "cc")]
    [InlineData("{" + Good + ",\"bcc\":{\"name\":\"Ada\"}}", "bcc")]
    [InlineData("{" + Good + ",\"reply_to\":[[]]}", "reply_to[0]")]
    [InlineData("{" + Good + ",\"html\":[]}", "html")]
    [InlineData("{" + Good + ",\"headers\":\"X-A: 1\"}", "headers")]
    [InlineData("{" + Good + ",\"headers\":{\"X-A\":[]}}", "headers.X-A")]
    [InlineData("{" + Good + ",\"attachments\":{\"filename\":\"a\"}}", "attachments")]
    [InlineData("{" + Good + ",\"attachments\":[{\"filename\":1,\"content\":\"aGk=\"}]}", "attachments[0].filename")]
    [InlineData("{" + Good + ",\"attachments\":[{\"filename\":\"a\",\"content\":\"%%%\"}]}", "attachments[0].content")]
    [InlineData("{" + Good + ",\"attachments\":[{\"filename\":\"a\",\"content\":\"aGk\"}]}", "attachments[0].content")]
    [InlineData("{" + Good + ",\"attachments\":[{\"filename\":\"a\",\"content\":\"aGk=\",\"content_type\":\"no\"}]}", "attachments[0].content_type")]
    [InlineData("{" + Good + ",\"tags\":[{\"name\":\"a\"}]}", "tags[0].value")]
    [InlineData("{" + Good + ",\"tags\":\"a\"}", "tags")]
    public async Task Wrong_field_is_a_422_that_names_it(string body, string field)
    {
        var (status, answer) = await PostAsync(body);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains(field, Fields(answer));
    }

    public static TheoryData<string, string> Injections()
    {
        var cases = new TheoryData<string, string>();
        foreach (var bad in (string[])["\\r", "\\n", "\\r\\n", "\\u0000", "\\r\\nBcc: x@example.com", "\\u2028", "\\u0085", "\\u001b"])
        {
            cases.Add($$$"""{"from":"A{{{bad}}} <a@example.com>"}""", "from");
            cases.Add($$$"""{"from":"a@example.com{{{bad}}}"}""", "from");
            cases.Add($$$"""{"to":["b@example.com{{{bad}}}"]}""", "to[0]");
            cases.Add($$$"""{"cc":["\"B{{{bad}}}\" <b@example.com>"]}""", "cc[0]");
            cases.Add($$$"""{"bcc":"b@example.com{{{bad}}}"}""", "bcc");
            cases.Add($$$"""{"reply_to":"B <b@{{{bad}}}example.com>"}""", "reply_to");
            cases.Add($$$"""{"subject":"s{{{bad}}}"}""", "subject");
            cases.Add($$$"""{"headers":{"X-A":"v{{{bad}}}"}}""", "headers.X-A");
            cases.Add($$$"""{"attachments":[{"filename":"f{{{bad}}}","content":""}]}""", "attachments[0].filename");
            cases.Add($$$"""{"attachments":[{"filename":"f","content":"","content_type":"text/plain{{{bad}}}"}]}""", "attachments[0].content_type");
            cases.Add($$$"""{"attachments":[{"filename":"f","content":"","content_id":"c{{{bad}}}"}]}""", "attachments[0].content_id");
            cases.Add($$$"""{"tags":[{"name":"n{{{bad}}}","value":"v"}]}""", "tags[0].name");
        }

        cases.Add("""{"headers":{"X-A\r\nBcc":"v"}}""", "headers.X-A\r\nBcc");
        cases.Add("""{"headers":{"X-A: 1\nX-B":"v"}}""", "headers.X-A: 1\nX-B");
        return cases;
    }

    [Theory]
    [MemberData(nameof(Injections))]
    public async Task Control_character_is_refused_at_its_field(string body, string field)
    {
        var (status, answer) = await PostAsync(body);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains(field, Fields(answer));
    }

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task Address_matches_the_table(string address, bool valid)
    {
        var body = JsonSerializer.Serialize(new Dictionary<string, object> { ["to"] = new[] { address } });

        var (status, answer) = await PostAsync(body);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Equal(!valid, Fields(answer).Contains("to[0]"));
    }

    public static TheoryData<string, bool> Addresses()
    {
        var cases = new TheoryData<string, bool>();
        foreach (var entry in AddressCase.All)
            cases.Add(entry.Address, entry.Valid);
        return cases;
    }

    [Fact]
    public async Task Fifty_one_recipients_are_a_422()
    {
        var to = string.Join(',', Enumerable.Range(0, 51).Select(i => $"\"{i}@example.com\""));

        var (status, answer) = await PostAsync($$"""{"from":"a@example.com","to":[{{to}}],"subject":"s","text":"t"}""");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Equal(["to"], Fields(answer));
    }

    [Theory]
    [InlineData("text")]
    [InlineData("html")]
    public async Task Body_of_30_megabytes_is_a_413_that_names_the_field(string field)
    {
        var body = $$"""{"from":"a@example.com","to":"b@example.com","subject":"s","{{field}}":"{{new string('x', 30_000_000)}}"}""";

        var (status, answer) = await PostAsync(body);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.Equal([field], Fields(answer));
    }

    [Fact]
    public async Task Attachment_of_30_megabytes_is_a_413_that_names_the_field()
    {
        var body = $$"""{"from":"a@example.com","to":"b@example.com","subject":"s","text":"t","attachments":[{"filename":"a","content":"{{new string('A', 30_000_000)}}"}]}""";

        var (status, answer) = await PostAsync(body);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.Equal("payload_too_large", answer.GetProperty("name").GetString());
        Assert.Equal(["attachments"], Fields(answer));
    }

    [Fact]
    public async Task Body_larger_than_any_limit_is_a_413()
    {
        using var content = new StringContent(new string(' ', 60_000_000), Encoding.UTF8, "application/json");
        using var client = new EmailClient(fixture.Host);

        var (status, answer) = await client.PostAsync(content, Cancellation);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.Equal(["attachments"], Fields(answer));
    }

    [Theory]
    [InlineData("emails?limit=0", "limit")]
    [InlineData("emails?limit=101", "limit")]
    [InlineData("emails?status=lost", "status")]
    [InlineData("emails?after=1", "after")]
    [InlineData("emails?lmit=1", "lmit")]
    public async Task Wrong_query_is_a_422_that_names_the_parameter(string path, string field)
    {
        using var client = new EmailClient(fixture.Host);

        var (status, answer) = await client.GetAsync(path, Cancellation);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Equal([field], Fields(answer));
    }

    [Theory]
    [InlineData("emails/1")]
    [InlineData("emails/0195a1b2-c3d4-7e5f-8a6b-1c2d3e4f5061")]
    [InlineData("emails/'%20or%20''eq'")]
    public async Task Unknown_email_is_a_404(string path)
    {
        using var client = new EmailClient(fixture.Host);

        var (status, answer) = await client.GetAsync(path, Cancellation);

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal("not_found", answer.GetProperty("name").GetString());
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized, "missing_api_key")]
    [InlineData("Basic dTpw", HttpStatusCode.Unauthorized, "missing_api_key")]
    [InlineData("Bearer nobody-knows-this-key", HttpStatusCode.Forbidden, "invalid_api_key")]
    public async Task Request_without_a_known_key_is_refused(string? authorization, HttpStatusCode expected, string name)
    {
        using var client = new HttpClient { BaseAddress = fixture.Host.BaseUrl };
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);
        using var content = new StringContent("{" + Good + "}", Encoding.UTF8, "application/json");

        using var response = await client.PostAsync(new Uri("emails", UriKind.Relative), content, Cancellation);

        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(name, answer.RootElement.GetProperty("name").GetString());
        Assert.Equal(response.Headers.GetValues("X-Request-Id").Single(), answer.RootElement.GetProperty("request_id").GetString());
    }

    /// <summary>After every test, storage is as empty as before, and the log has no errors.</summary>
    public async ValueTask DisposeAsync()
    {
        var queue = new QueueClient(fixture.Storage, "email-dispatch");
        var table = new TableClient(fixture.Storage, "EmailStatus");
        var container = new BlobContainerClient(fixture.Storage, "payloads");

        Assert.Equal(0, (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount);
        await foreach (var row in table.QueryAsync<TableEntity>())
            Assert.Fail($"There is a row: {row.RowKey}");
        await foreach (var blob in container.GetBlobsAsync())
            Assert.Fail($"There is a blob: {blob.Name}");
        Assert.DoesNotContain("fail:", fixture.Host.Output, StringComparison.Ordinal);
    }

    private async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(string body)
    {
        using var client = new EmailClient(fixture.Host);
        return await client.PostAsync(body, Cancellation);
    }

    private static List<string?> Fields(JsonElement answer) => [.. answer.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("field").GetString())];
}
