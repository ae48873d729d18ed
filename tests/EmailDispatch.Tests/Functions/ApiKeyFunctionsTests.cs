using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Azure;
using EmailDispatch.Functions.Api;
using EmailDispatch.Functions.Http;
using EmailDispatch.Tests.Access;
using EmailDispatch.Tests.Providers.State;
using Microsoft.Extensions.Hosting;

namespace EmailDispatch.Tests.Functions;

/// <summary>The endpoints of <c>/api-keys</c>, and on them what the middleware lets through.</summary>
public sealed class ApiKeyFunctionsTests : IAsyncLifetime
{
    private const string Operator = "fake-operator-key-0123456789";
    private const string AcmeAdmin = "fake-acme-admin-key-0123456789";
    private const string Sender = "fake-sender-key-0123456789";
    private const string Elsewhere = "fake-elsewhere-key-0123456789";
    private const string InTheVault = "fake-vault-key-0123456789";

    private readonly MemoryTables _tables = new();
    private RunningHost? _host;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static string[] Settings =>
    [
        $"--Access:Keys:0:Key={Operator}",
        $"--Access:Keys:1:Key={AcmeAdmin}", "--Access:Keys:1:Tenant=acme",
        $"--Access:Keys:2:Key={Sender}", "--Access:Keys:2:Scopes=send,read",
        $"--Access:Keys:3:Key={Elsewhere}", "--Access:Keys:3:IpRanges=203.0.113.0/24",
    ];

    public async ValueTask InitializeAsync() => _host = await StartAsync(Settings);

    public async ValueTask DisposeAsync() => await _host!.DisposeAsync();

    [Fact]
    public async Task Key_is_shown_once_and_then_works_until_it_is_revoked()
    {
        var (status, issued) = await SendAsync(Operator, HttpMethod.Post, "api-keys", """{"name":"ops","scopes":["admin"],"ip_ranges":["127.0.0.0/8","::1"]}""");
        var token = issued.GetProperty("token").GetString()!;
        var id = issued.GetProperty("id").GetString()!;
        var (_, list) = await SendAsync(token, HttpMethod.Get, "api-keys");
        var (revoked, gone) = await SendAsync(token, HttpMethod.Delete, $"api-keys/{id}");
        var (after, error) = await SendAsync(token, HttpMethod.Get, "api-keys");

        Assert.Equal((HttpStatusCode.Created, "api_key", "default"), (status, issued.GetProperty("object").GetString(), issued.GetProperty("tenant").GetString()));
        Assert.Equal(("list", false, id), (list.GetProperty("object").GetString(), list.GetProperty("has_more").GetBoolean(), list.GetProperty("data")[0].GetProperty("id").GetString()));
        Assert.Equal(["127.0.0.0/8", "::1/128"], list.GetProperty("data")[0].GetProperty("ip_ranges").EnumerateArray().Select(r => r.GetString()));
        Assert.DoesNotContain(token, list.GetRawText(), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, true), (revoked, gone.GetProperty("deleted").GetBoolean()));
        Assert.Equal((HttpStatusCode.Forbidden, "invalid_api_key"), (after, error.GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData("", 400, "validation_error")]
    [InlineData("{", 400, "validation_error")]
    [InlineData("{}", 422, "validation_error")]
    [InlineData("""{"name":"x","color":"red","rate_per_second":0}""", 422, "validation_error")]
    public async Task Body_with_a_fault_is_refused_and_leaves_nothing(string body, int expected, string name)
    {
        var (status, answer) = await SendAsync(Operator, HttpMethod.Post, "api-keys", body);

        Assert.Equal((expected, name), ((int)status, answer.GetProperty("name").GetString()));
        Assert.Equal(0, _tables.Table.Writes);
    }

    [Fact]
    public async Task Body_that_is_too_large_is_a_413()
    {
        var (status, answer) = await SendAsync(Operator, HttpMethod.Post, "api-keys", new string(' ', 70_000));

        Assert.Equal((413, "payload_too_large"), ((int)status, answer.GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData("POST", "api-keys", """{"name":"x","tenant":"default"}""")]
    [InlineData("GET", "api-keys?tenant=default", null)]
    [InlineData("DELETE", "api-keys/0190a1b2-0000-8000-8000-000000000000?tenant=default", null)]
    [InlineData("GET", "api-keys/0190a1b2-0000-8000-8000-000000000000?tenant=default", null)]
    [InlineData("PATCH", "api-keys/0190a1b2-0000-8000-8000-000000000000?tenant=default", """{"name":"x"}""")]
    public async Task Admin_of_a_tenant_cannot_name_another(string method, string path, string? body)
    {
        var (status, answer) = await SendAsync(AcmeAdmin, new HttpMethod(method), path, body);

        Assert.Equal((HttpStatusCode.Forbidden, "restricted_api_key"), (status, answer.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Tenant_sees_and_revokes_only_its_own_and_the_operator_names_whose()
    {
        var (_, acme) = await SendAsync(Operator, HttpMethod.Post, "api-keys", """{"name":"a","tenant":"acme"}""");
        var (_, own) = await SendAsync(Operator, HttpMethod.Post, "api-keys", """{"name":"o"}""");
        var acmeId = acme.GetProperty("id").GetString()!;
        var ownId = own.GetProperty("id").GetString()!;

        Assert.Equal([acmeId], await ListAsync(AcmeAdmin, "api-keys"));
        Assert.Equal([ownId], await ListAsync(Operator, "api-keys"));
        Assert.Equal([acmeId], await ListAsync(Operator, "api-keys?tenant=acme"));
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(AcmeAdmin, HttpMethod.Delete, $"api-keys/{ownId}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(Operator, HttpMethod.Delete, $"api-keys/{acmeId}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(Operator, HttpMethod.Delete, $"api-keys/{acmeId}?tenant=acme")).Status);
        Assert.Empty(await ListAsync(AcmeAdmin, "api-keys"));
    }

    [Fact]
    public async Task Issued_admin_of_the_default_tenant_is_no_operator()
    {
        var (_, issued) = await SendAsync(Operator, HttpMethod.Post, "api-keys", """{"name":"x","permission":"full_access"}""");

        var (status, _) = await SendAsync(issued.GetProperty("token").GetString()!, HttpMethod.Get, "api-keys?tenant=acme");

        Assert.Equal(HttpStatusCode.Forbidden, status);
    }

    [Theory]
    [InlineData("api-keys?color=red", 422)]
    [InlineData("api-keys?limit=0", 422)]
    [InlineData("api-keys?limit=101", 422)]
    [InlineData("api-keys?limit=1e1", 422)]
    [InlineData("api-keys?after=0190a1b2-0000-8000-8000-000000000000", 422)]
    [InlineData("api-keys?tenant=%27%20or%20true", 200)]
    public async Task Query_is_taken_by_the_letter(string path, int expected)
    {
        await SendAsync(Operator, HttpMethod.Post, "api-keys", """{"name":"x"}""");

        var (status, answer) = await SendAsync(Operator, HttpMethod.Get, path);

        Assert.Equal(expected, (int)status);
        Assert.True(!answer.TryGetProperty("data", out var data) || data.GetArrayLength() == 0);
    }

    [Fact]
    public async Task List_is_paged_in_both_directions()
    {
        var ids = new List<string?>();
        for (var n = 0; n < 5; n++)
            ids.Insert(0, (await SendAsync(Operator, HttpMethod.Post, "api-keys", $$"""{"name":"{{n}}"}""")).Answer.GetProperty("id").GetString());

        var (_, first) = await SendAsync(Operator, HttpMethod.Get, "api-keys?limit=2");
        var second = await ListAsync(Operator, $"api-keys?limit=2&after={ids[1]}");
        var (_, last) = await SendAsync(Operator, HttpMethod.Get, $"api-keys?limit=2&after={ids[2]}");
        var (_, back) = await SendAsync(Operator, HttpMethod.Get, $"api-keys?limit=2&before={ids[3]}");

        Assert.Equal(("list", true), (first.GetProperty("object").GetString(), first.GetProperty("has_more").GetBoolean()));
        Assert.Equal(ids[..2], Ids(first));
        Assert.Equal(ids[2..4], second);
        Assert.Equal(ids[3..], Ids(last));
        Assert.False(last.GetProperty("has_more").GetBoolean());
        Assert.Equal(ids[1..3], Ids(back));
        Assert.True(back.GetProperty("has_more").GetBoolean());
        Assert.Equal(ids[..3], await ListAsync(Operator, $"api-keys?before={ids[3]}"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SendAsync(Operator, HttpMethod.Get, $"api-keys?before={ids[3]}&after={ids[1]}")).Status);
    }

    [Theory]
    [InlineData("after")]
    [InlineData("before")]
    public async Task Key_of_another_tenant_is_no_place_in_a_list(string direction)
    {
        var (_, own) = await SendAsync(Operator, HttpMethod.Post, "api-keys", """{"name":"o"}""");
        await SendAsync(Operator, HttpMethod.Post, "api-keys", """{"name":"a","tenant":"acme"}""");

        var (status, answer) = await SendAsync(AcmeAdmin, HttpMethod.Get, $"api-keys?{direction}={own.GetProperty("id").GetString()}");
        var (_, unknown) = await SendAsync(AcmeAdmin, HttpMethod.Get, $"api-keys?{direction}=0190a1b2-0000-8000-8000-000000000000");

        Assert.Equal((HttpStatusCode.UnprocessableEntity, direction), (status, answer.GetProperty("errors")[0].GetProperty("field").GetString()));
        Assert.Equal(unknown.GetProperty("message").GetString(), answer.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Key_is_changed_and_shown()
    {
        var (_, issued) = await SendAsync(Operator, HttpMethod.Post, "api-keys", """{"name":"x"}""");
        var path = $"api-keys/{issued.GetProperty("id").GetString()}";

        var (status, changed) = await SendAsync(Operator, HttpMethod.Patch, path, """{"name":"y","permission":"sending_access"}""");
        var (_, shown) = await SendAsync(Operator, HttpMethod.Get, path);

        Assert.Equal((HttpStatusCode.OK, "api_key", "y"), (status, changed.GetProperty("object").GetString(), changed.GetProperty("name").GetString()));
        Assert.Equal(changed.GetRawText(), shown.GetRawText());
        Assert.Equal(["send"], shown.GetProperty("scopes").EnumerateArray().Select(s => s.GetString()));
        Assert.Equal(JsonValueKind.Null, shown.GetProperty("last_used_at").ValueKind);
        Assert.False(shown.TryGetProperty("token", out _));
    }

    [Theory]
    [InlineData("{}", 422, "name")]
    [InlineData("""{"name":""}""", 422, "name")]
    [InlineData("""{"scopes":[]}""", 422, "scopes")]
    [InlineData("""{"scopes":["root"]}""", 422, "scopes[0]")]
    [InlineData("""{"tenant":"acme"}""", 422, "tenant")]
    [InlineData("""{"from_domains":["example.com"]}""", 422, "from_domains")]
    [InlineData("""{"scopes":["send"],"permission":"full_access"}""", 422, "permission")]
    public async Task Change_with_a_fault_is_refused_and_changes_nothing(string body, int expected, string field)
    {
        var (_, issued) = await SendAsync(Operator, HttpMethod.Post, "api-keys", """{"name":"x"}""");
        var writes = _tables.Table.Writes;

        var (status, answer) = await SendAsync(Operator, HttpMethod.Patch, $"api-keys/{issued.GetProperty("id").GetString()}", body);

        Assert.Equal((expected, field), ((int)status, answer.GetProperty("errors")[0].GetProperty("field").GetString()));
        Assert.Equal(writes, _tables.Table.Writes);
    }

    [Theory]
    [InlineData("""{"scopes":["send","read","admin"]}""")]
    [InlineData("""{"permission":"full_access"}""")]
    public async Task Key_cannot_raise_itself(string body)
    {
        var (_, sender) = await SendAsync(Operator, HttpMethod.Post, "api-keys", """{"name":"s","scopes":["send","read"]}""");
        var (_, admin) = await SendAsync(Operator, HttpMethod.Post, "api-keys", """{"name":"a","scopes":["admin"]}""");

        var bySender = await SendAsync(sender.GetProperty("token").GetString(), HttpMethod.Patch, $"api-keys/{sender.GetProperty("id").GetString()}", body);
        var byAdmin = await SendAsync(admin.GetProperty("token").GetString(), HttpMethod.Patch, $"api-keys/{admin.GetProperty("id").GetString()}", body);

        Assert.All([bySender, byAdmin], a => Assert.Equal((HttpStatusCode.Forbidden, "restricted_api_key"), (a.Status, a.Answer.GetProperty("name").GetString())));
        Assert.Equal("admin", _tables.Table.Find(admin.GetProperty("id").GetString()!, "key")!["Scopes"]);
    }

    [Fact]
    public async Task Hundred_requests_cost_one_write_of_their_use_and_show_it()
    {
        var (_, issued) = await SendAsync(Operator, HttpMethod.Post, "api-keys", """{"name":"x"}""");
        var (token, path) = (issued.GetProperty("token").GetString(), $"api-keys/{issued.GetProperty("id").GetString()}");
        var (reads, writes) = (_tables.Table.Reads, _tables.Table.Writes);

        for (var n = 0; n < 100; n++)
            await SendAsync(token, HttpMethod.Get, "api-keys");

        Assert.Equal((1, 1), (_tables.Table.Reads - reads, _tables.Table.Writes - writes));
        var (_, shown) = await SendAsync(Operator, HttpMethod.Get, path);
        var (_, list) = await SendAsync(Operator, HttpMethod.Get, "api-keys");
        Assert.InRange(shown.GetProperty("last_used_at").GetDateTimeOffset(), shown.GetProperty("created_at").GetDateTimeOffset(), DateTimeOffset.MaxValue);
        Assert.Equal(shown.GetProperty("last_used_at").GetRawText(), list.GetProperty("data")[0].GetProperty("last_used_at").GetRawText());
    }

    [Fact]
    public async Task Refused_request_is_no_use()
    {
        var (_, issued) = await SendAsync(Operator, HttpMethod.Post, "api-keys", """{"name":"x","scopes":["send"]}""");
        var (_, elsewhere) = await SendAsync(Operator, HttpMethod.Post, "api-keys", """{"name":"y","ip_ranges":["203.0.113.0/24"]}""");
        var writes = _tables.Table.Writes;

        var outOfScope = await SendAsync(issued.GetProperty("token").GetString(), HttpMethod.Get, "api-keys");
        var outOfPlace = await SendAsync(elsewhere.GetProperty("token").GetString(), HttpMethod.Get, "api-keys");

        Assert.All([outOfScope, outOfPlace], refused => Assert.Equal(HttpStatusCode.Forbidden, refused.Status));
        Assert.Equal(writes, _tables.Table.Writes);
    }

    [Theory]
    [InlineData(null, 401, "missing_api_key", "Authorization")]
    [InlineData("", 401, "missing_api_key", "Authorization")]
    [InlineData("fake-unknown-key-0123456789", 403, "invalid_api_key", "Unknown API key")]
    [InlineData(Sender, 403, "restricted_api_key", "scope admin")]
    [InlineData(Elsewhere, 403, "restricted_api_key", "IP address 127.0.0.1")]
    public async Task Request_without_a_key_that_may_is_refused(string? key, int expected, string name, string message)
    {
        var (status, answer) = await SendAsync(key, HttpMethod.Get, "api-keys");

        Assert.Equal((expected, name), ((int)status, answer.GetProperty("name").GetString()));
        Assert.Contains(message, answer.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("198.51.100.1, 203.0.113.9:50123", 200)]
    [InlineData("203.0.113.9, 198.51.100.1", 403)]
    [InlineData("nonsense", 403)]
    [InlineData(null, 403)]
    public async Task Behind_a_trusted_proxy_the_address_of_its_header_counts(string? address, int expected)
    {
        await using var host = await StartAsync([.. Settings, "--Access:ClientAddressHeader=Client-IP"]);
        using var request = new HttpRequestMessage(HttpMethod.Get, "api-keys");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Elsewhere);
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");
        if (address is not null)
            request.Headers.Add("Client-IP", address);

        using var answer = await host.Client.SendAsync(request, Cancellation);

        Assert.Equal(expected, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData(Operator)]
    [InlineData("fake-unknown-key-0123456789")]
    public async Task No_cache_keeps_an_answer(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "api-keys");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);

        using var answer = await _host!.Client.SendAsync(request, Cancellation);

        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task Rate_is_reported_and_enforced()
    {
        await using var host = await StartAsync([.. Settings, "--Access:Keys:0:RatePerSecond=2"]);
        host.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Operator);

        using var first = await host.Client.GetAsync("api-keys", Cancellation);
        using var refused = await FirstRefusedAsync(host.Client);
        var answer = JsonDocument.Parse(await refused.Content.ReadAsStringAsync(Cancellation)).RootElement;

        Assert.Equal(("2", "1", "1"), (Header(first, "ratelimit-limit"), Header(first, "ratelimit-remaining"), Header(first, "ratelimit-reset")));
        Assert.Equal(("rate_limit_exceeded", "1", "0"), (answer.GetProperty("name").GetString(), Header(refused, "Retry-After"), Header(refused, "ratelimit-remaining")));
    }

    [Fact]
    public async Task Key_that_may_be_in_a_silent_vault_is_a_503()
    {
        await using var host = await StartAsync([.. Settings, "--Access:Keys:4:Secret=admin-key"]);
        host.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", InTheVault);

        using var answer = await host.Client.GetAsync("api-keys", Cancellation);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("10", Header(answer, "Retry-After"));
    }

    [Fact]
    public async Task Storage_outage_is_a_503()
    {
        var (_, issued) = await SendAsync(Operator, HttpMethod.Post, "api-keys", """{"name":"x"}""");
        _tables.Table.Fault = new RequestFailedException(503, "down");

        var (status, _) = await SendAsync(issued.GetProperty("token").GetString()!, HttpMethod.Get, "api-keys");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
    }

    private static string Header(HttpResponseMessage answer, string name) => answer.Headers.GetValues(name).Single();

    private static async Task<HttpResponseMessage> FirstRefusedAsync(HttpClient client)
    {
        for (var tries = 0; tries < 100; tries++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => client.GetAsync("api-keys", Cancellation)));
            if (Array.Find(answers, a => a.StatusCode == HttpStatusCode.TooManyRequests && Header(a, "ratelimit-remaining") == "0") is { } refused)
                return refused;
        }

        throw new InvalidOperationException("1,000 requests and none refused.");
    }

    private async Task<IEnumerable<string?>> ListAsync(string key, string path) => Ids((await SendAsync(key, HttpMethod.Get, path)).Answer);

    private static IEnumerable<string?> Ids(JsonElement list) => list.GetProperty("data").EnumerateArray().Select(k => k.GetProperty("id").GetString());

    private async Task<(HttpStatusCode Status, JsonElement Answer)> SendAsync(string? key, HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await _host!.Client.SendAsync(request, Cancellation);
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).RootElement);
    }

    private Task<RunningHost> StartAsync(string[] settings) => RunningHost.StartAsync(
        [typeof(ApiKeyFunctions)],
        compose: worker =>
        {
            worker.Services.AddAccess(_tables);
            worker.UseMiddleware<ErrorMiddleware>();
            worker.UseMiddleware<AuthenticationMiddleware>();
        },
        settings: settings);
}
