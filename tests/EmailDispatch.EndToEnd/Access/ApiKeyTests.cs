using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Azure.Data.Tables;
using EmailDispatch.EndToEnd.Hosting;

namespace EmailDispatch.EndToEnd.Access;

/// <summary>The life of API keys against real storage: issued, used within their limits, revoked, and never readable.</summary>
public sealed class ApiKeyTests(ApiKeyFixture fixture) : IClassFixture<ApiKeyFixture>
{
    private const string Email = """{"from":"a@example.com","to":"b@example.net","subject":"s","text":"t"}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Key_works_from_its_issue_to_its_revocation()
    {
        var (id, token) = await IssueAsync("""{"name":"web"}""");

        var sent = await SendAsync(token, HttpMethod.Post, "emails", Email);
        var read = await SendAsync(token, HttpMethod.Get, $"emails/{sent.Answer.GetProperty("id").GetString()}");
        var revoked = await SendAsync(fixture.Host.ApiKey, HttpMethod.Delete, $"api-keys/{id}");
        var refused = await SendAsync(token, HttpMethod.Post, "emails", Email);

        Assert.Equal((202, 200, 200, 403), (sent.Status, read.Status, revoked.Status, refused.Status));
        Assert.Equal("invalid_api_key", Name(refused.Answer));
    }

    [Fact]
    public async Task Key_issued_by_one_host_works_at_another()
    {
        var (_, token) = await IssueAsync("""{"name":"web"}""");

        var (status, _) = await SendAsync(token, HttpMethod.Get, "emails", host: fixture.OtherHost);

        Assert.Equal(200, status);
    }

    [Theory]
    [InlineData("""{"name":"x","scopes":["send"]}""", "GET", "emails")]
    [InlineData("""{"name":"x","scopes":["send","read"]}""", "GET", "api-keys")]
    [InlineData("""{"name":"x","scopes":["read"]}""", "POST", "emails")]
    [InlineData("""{"name":"x","permission":"sending_access"}""", "POST", "v1/test-smtp")]
    [InlineData("""{"name":"x","ip_ranges":["203.0.113.0/24","2001:db8::/32"]}""", "GET", "emails")]
    public async Task Key_is_kept_to_its_limits(string key, string method, string path)
    {
        var (_, token) = await IssueAsync(key);

        var (status, answer) = await SendAsync(token, new HttpMethod(method), path, method == "POST" ? Email : null);

        Assert.Equal((403, "restricted_api_key"), (status, Name(answer)));
    }

    [Fact]
    public async Task Tenants_see_nothing_of_each_other()
    {
        var (_, one) = await IssueAsync("""{"name":"x","tenant":"one"}""");
        var (otherId, other) = await IssueAsync("""{"name":"x","tenant":"other"}""");
        var id = (await SendAsync(other, HttpMethod.Post, "emails", Email)).Answer.GetProperty("id").GetString();

        Assert.Equal(404, (await SendAsync(one, HttpMethod.Get, $"emails/{id}")).Status);
        Assert.Equal(404, (await SendAsync(one, HttpMethod.Post, $"emails/{id}/retry")).Status);
        Assert.Equal(0, (await SendAsync(one, HttpMethod.Get, "emails")).Answer.GetProperty("data").GetArrayLength());
        Assert.Equal(404, (await SendAsync(one, HttpMethod.Delete, $"api-keys/{otherId}")).Status);
        Assert.DoesNotContain(otherId, (await SendAsync(one, HttpMethod.Get, "api-keys")).Answer.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(403, (await SendAsync(one, HttpMethod.Get, "api-keys?tenant=other")).Status);
        Assert.Equal(200, (await SendAsync(other, HttpMethod.Get, $"emails/{id}")).Status);
    }

    [Theory]
    [InlineData("%01")]
    [InlineData("a%2Fb")]
    [InlineData("%27%20or%20true")]
    [InlineData("..%5C..")]
    [InlineData("0190a1b2-0000-8000-8000-000000000000")]
    public async Task Id_that_is_none_is_not_found(string id)
    {
        var (status, answer) = await SendAsync(fixture.Host.ApiKey, HttpMethod.Delete, $"api-keys/{id}");

        Assert.Equal((404, "not_found"), (status, Name(answer)));
    }

    [Fact]
    public async Task Key_is_in_neither_table_nor_log()
    {
        var (id, token) = await IssueAsync("""{"name":"web","from_domains":["example.com"],"rate_per_second":1000}""");
        await SendAsync(token, HttpMethod.Post, "emails", Email);
        await SendAsync(token + "x", HttpMethod.Post, "emails", Email);

        var table = new TableClient(fixture.Storage, "ApiKeys");
        var row = (await table.GetEntityAsync<TableEntity>(id, "key", cancellationToken: Cancellation)).Value;
        await Eventually.GetAsync(() => Task.FromResult(fixture.Host.Output), text => text.Contains(id, StringComparison.Ordinal), Cancellation);

        Assert.DoesNotContain(row.Keys, column => $"{row[column]}".Contains(token[3..], StringComparison.Ordinal));
        Assert.Contains(id, fixture.Host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(token[3..], fixture.Host.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(fixture.Host.ApiKey, fixture.Host.Output, StringComparison.Ordinal);
    }

    private static string? Name(JsonElement answer) => answer.GetProperty("name").GetString();

    private async Task<(string Id, string Token)> IssueAsync(string json)
    {
        var (status, answer) = await SendAsync(fixture.Host.ApiKey, HttpMethod.Post, "api-keys", json);
        Assert.True(status == (int)HttpStatusCode.Created, $"{status} {answer}");
        return (answer.GetProperty("id").GetString()!, answer.GetProperty("token").GetString()!);
    }

    private async Task<(int Status, JsonElement Answer)> SendAsync(string key, HttpMethod method, string path, string? body = null, EmailHost? host = null)
    {
        using var client = (host ?? fixture.Host).CreateClient();
        using var request = new HttpRequestMessage(method, path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", key) } };
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await client.SendAsync(request, Cancellation);
        return ((int)answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).RootElement);
    }
}
