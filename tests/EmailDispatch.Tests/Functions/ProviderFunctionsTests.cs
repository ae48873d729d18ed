using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using EmailDispatch.ConnectionTesting;
using EmailDispatch.Dispatch;
using EmailDispatch.Functions.Api;
using EmailDispatch.Functions.Http;
using EmailDispatch.Operations;
using EmailDispatch.Providers.State;
using EmailDispatch.Queueing;
using EmailDispatch.Sandbox;
using EmailDispatch.Status;
using EmailDispatch.Tests.Access;
using EmailDispatch.Tests.ConnectionTesting;
using EmailDispatch.Tests.Intake;
using EmailDispatch.Tests.Providers.State;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Tests.Functions;

public sealed class ProviderFunctionsTests
{
    private const string Key = "fake-key-fake-key-fake-key-fake-key-fake-key";

    private readonly MemoryTables _tables = new();
    private readonly MemoryTables _statusTables = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_shows_state_and_quota_and_no_login()
    {
        using var bench = new ProviderTestBench(587, [.. ProviderTestBench.Login, ("PerHour", "100"), ("Streams", "bulk")]);
        await using var host = await StartAsync(bench);
        var health = new ProviderHealth(new ProviderStateTable(_tables, TimeProvider.System), TimeProvider.System, NullLogger<ProviderHealth>.Instance);
        var admission = await health.TryEnterAsync("mail", Cancellation);
        await health.ReportFailureAsync(admission, new ProviderFailure(FailureWeight.OpensLong, "Authentication", "535 no"), Cancellation);

        var text = await host.Client.GetStringAsync("providers", Cancellation);

        var provider = JsonDocument.Parse(text).RootElement.GetProperty("data")[0];
        Assert.Equal(("mail", "smtp.example.test", 587, "None"), (provider.GetProperty("name").GetString(), provider.GetProperty("host").GetString(), provider.GetProperty("port").GetInt32(), provider.GetProperty("security").GetString()));
        Assert.Equal("bulk", provider.GetProperty("streams")[0].GetString());
        Assert.Equal("open", provider.GetProperty("breaker").GetProperty("state").GetString());
        Assert.Equal("535 no", provider.GetProperty("breaker").GetProperty("last_failure").GetProperty("reply").GetString());
        Assert.Equal(100, provider.GetProperty("quotas")[0].GetProperty("left").GetInt32());
        Assert.DoesNotContain("user@example.com", text, StringComparison.Ordinal);
        Assert.DoesNotContain("mail-password", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--Access:Keys:0:Tenant=default", "550 5.1.1 <somebody@other.test> no")]
    [InlineData("--Access:Keys:0:Tenant=acme", null)]
    public async Task Reply_of_the_last_failure_is_shown_to_the_operator_only(string tenant, string? reply)
    {
        using var bench = new ProviderTestBench(587);
        await using var host = await StartAsync(bench, tenant);
        var health = new ProviderHealth(new ProviderStateTable(_tables, TimeProvider.System), TimeProvider.System, NullLogger<ProviderHealth>.Instance);
        var admission = await health.TryEnterAsync("mail", Cancellation);
        await health.ReportFailureAsync(admission, new ProviderFailure(FailureWeight.OpensLong, "Authentication", "550 5.1.1 <somebody@other.test> no"), Cancellation);

        var text = await host.Client.GetStringAsync("providers", Cancellation);

        var failure = JsonDocument.Parse(text).RootElement.GetProperty("data")[0].GetProperty("breaker").GetProperty("last_failure");
        Assert.Equal(("Authentication", reply), (failure.GetProperty("category").GetString(), failure.GetProperty("reply").GetString()));
    }

    [Fact]
    public async Task Provider_of_another_tenant_is_neither_listed_nor_tested()
    {
        using var bench = new ProviderTestBench(587, ("Tenants", "other"));
        await using var host = await StartAsync(bench);

        var list = await host.Client.GetStringAsync("providers", Cancellation);
        using var test = await host.Client.PostAsync("providers/mail/test", null, Cancellation);

        Assert.Equal("""{"has_more":false,"data":[],"object":"list"}""", list);
        Assert.Equal(HttpStatusCode.NotFound, test.StatusCode);
    }

    [Theory]
    [InlineData("default", "", 200, true)]
    [InlineData("acme", "acme", 200, true)]
    [InlineData("acme", "", 403, false)]
    [InlineData("acme", "acme, other", 403, false)]
    [InlineData("acme", "other", 404, false)]
    public async Task Pause_is_ended_by_the_operator_or_the_only_tenant_that_uses_the_provider(string tenant, string tenants, int expected, bool resumed)
    {
        using var bench = new ProviderTestBench(587, ("Tenants", tenants));
        await using var host = await StartAsync(bench, $"--Access:Keys:0:Tenant={tenant}");
        var health = new ProviderHealth(new ProviderStateTable(_tables, TimeProvider.System), TimeProvider.System, NullLogger<ProviderHealth>.Instance);
        await health.ReportFailureAsync(await health.TryEnterAsync("mail", Cancellation), new ProviderFailure(FailureWeight.OpensLong, "Authentication"), Cancellation);
        using var before = JsonDocument.Parse(await host.Client.GetStringAsync("providers", Cancellation));

        using var answer = await host.Client.PostAsync("providers/mail/resume", null, Cancellation);

        using var after = JsonDocument.Parse(await host.Client.GetStringAsync("providers", Cancellation));
        Assert.Equal(expected, (int)answer.StatusCode);
        Assert.Equal(expected == 404 ? [] : [("open", resumed)], Breakers(before));
        Assert.Equal(expected == 404 ? [] : [(resumed ? "closed" : "open", false)], Breakers(after));

        static IEnumerable<(string?, bool)> Breakers(JsonDocument list) => list.RootElement.GetProperty("data").EnumerateArray()
            .Select(provider => provider.GetProperty("breaker")).Select(breaker => (breaker.GetProperty("state").GetString(), breaker.GetProperty("can_resume").GetBoolean()));
    }

    [Theory]
    [InlineData("providers/mail/test", "")]
    [InlineData("v1/test-smtp", """{"provider":"mail"}""")]
    [InlineData("v1/test-smtp", """{"host":"smtp.example.test","port":0,"security":"none","from":"a@example.com"}""")]
    public async Task Test_answers_the_stages(string path, string body)
    {
        await using var server = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        using var bench = new ProviderTestBench(server.Port);
        await using var host = await StartAsync(bench);

        var (status, answer) = await PostAsync(host, path, body.Replace("\"port\":0", $"\"port\":{server.Port}", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(("ok", "SMTP connection successful"), (answer.GetProperty("status").GetString(), answer.GetProperty("message").GetString()));
        Assert.Equal(["dns", "connect", "tls", "auth", "mail_from"], answer.GetProperty("stages").EnumerateArray().Select(s => s.GetProperty("stage").GetString()));
        Assert.Equal("skipped", answer.GetProperty("stages")[2].GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("hint").ValueKind);
    }

    [Fact]
    public async Task Failed_test_answers_the_hint()
    {
        await using var server = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        server.On("MAIL", "530 Authentication required");
        using var bench = new ProviderTestBench(server.Port);
        await using var host = await StartAsync(bench);

        var (status, answer) = await PostAsync(host, "providers/mail/test", "{}");

        Assert.Equal((HttpStatusCode.OK, "failed"), (status, answer.GetProperty("status").GetString()));
        Assert.Equal("530 Authentication required", answer.GetProperty("message").GetString());
        Assert.Equal(["code", "cause", "fix"], answer.GetProperty("hint").EnumerateObject().Select(p => p.Name));
    }

    [Theory]
    [InlineData("providers/nobody/test", "{}", 404, "not_found")]
    [InlineData("v1/test-smtp", """{"provider":"nobody"}""", 404, "not_found")]
    [InlineData("providers/mail/test", "{", 400, "validation_error")]
    [InlineData("providers/mail/test", """{"to":"x"}""", 422, "validation_error")]
    [InlineData("v1/test-smtp", """{"host":"169.254.169.254","port":80}""", 422, "validation_error")]
    public async Task Request_with_a_fault_is_refused(string path, string body, int expected, string name)
    {
        using var bench = new ProviderTestBench(587);
        await using var host = await StartAsync(bench);

        var (status, answer) = await PostAsync(host, path, body);

        Assert.Equal((expected, name), ((int)status, answer.GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData("providers/mail/test", """{"to":"a@example.org","from":"a@example.com"}""")]
    [InlineData("v1/test-smtp", """{"provider":"mail","from":"a@example.com"}""")]
    public async Task Key_tests_with_senders_of_its_domains_only(string path, string body)
    {
        using var bench = new ProviderTestBench(587);
        await using var host = await StartAsync(bench, "--Access:Keys:0:FromDomains=acme.test");

        var (status, answer) = await PostAsync(host, path, body);

        Assert.Equal((HttpStatusCode.Forbidden, "restricted_api_key"), (status, answer.GetProperty("name").GetString()));
        Assert.Equal("from", answer.GetProperty("errors")[0].GetProperty("field").GetString());
    }

    [Theory]
    [InlineData("a@example.com", "sent")]
    [InlineData("bounce@example.com", "failed")]
    public async Task Test_message_leaves_a_row(string to, string expected)
    {
        await using var server = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        using var bench = new ProviderTestBench(server.Port);
        await using var host = await StartAsync(bench);

        await PostAsync(host, "providers/mail/test", "{}");
        var before = _statusTables.Table.Count;
        await PostAsync(host, "providers/mail/test", $$"""{"to":"{{to}}"}""");

        Assert.Equal((0, 1), (before, _statusTables.Table.Count));
        var row = Assert.Single(_statusTables.Table.Rows);
        Assert.Equal((expected, "Test message through mail"), (row.GetString("Status"), row.GetString("Subject")));
        Assert.Contains(to, row.GetString("Recipients"), StringComparison.Ordinal);
        Assert.Contains("\"mail\"", row.GetString("Attempts"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_email_is_sent_under_the_message_id_that_its_row_tells()
    {
        await using var server = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        using var bench = new ProviderTestBench(server.Port);
        await using var host = await StartAsync(bench);

        await PostAsync(host, "providers/mail/test", """{"to":"someone@example.com"}""");

        var row = EmailRowEntity.FromEntity(Assert.Single(_statusTables.Table.Rows));
        var told = EmailView.Whole(row, showsBcc: false).MessageId;
        Assert.NotNull(told);
        Assert.Contains($"Message-Id: {told}", Assert.Single(server.Inbox.After()).ContentText, StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<(HttpStatusCode Status, JsonElement Answer)> PostAsync(RunningHost host, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await host.Client.PostAsync(path, content, Cancellation);
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).RootElement);
    }

    private async Task<RunningHost> StartAsync(ProviderTestBench bench, params string[] settings)
    {
        var host = await RunningHost.StartAsync(
            [typeof(ProviderFunctions)],
            compose: worker =>
            {
                worker.Services.AddAccess(_tables);
                worker.Services.AddSingleton(_ => bench.Catalogue);
                worker.Services.AddSingleton(_ => bench.Test);
                worker.Services.AddSingleton(new ProviderHealth(new ProviderStateTable(_tables, TimeProvider.System), TimeProvider.System, NullLogger<ProviderHealth>.Instance));
                worker.Services.AddSingleton(TimeProvider.System);
                worker.Services.AddSingleton(Options.Create(new DispatchOptions()));
                worker.Services.AddSingleton(new StatusStore(_statusTables, new OpenHours(new MemoryTables(), TimeProvider.System), Options.Create(new StatusOptions()), TimeProvider.System));
                worker.Services.AddSingleton<TestEmails>();
                worker.Services.AddSingleton(new WaitingMessages(_tables));
                worker.Services.AddSingleton(new DispatchQueue(new MemoryQueue(), new PayloadStore(new MemoryBlobs()), TimeProvider.System));
                worker.Services.AddSingleton<WaitingEmails>();
                worker.Services.AddSingleton(new ProviderSnapshots(new ProviderStateTable(_tables, TimeProvider.System), TimeProvider.System));
                worker.UseMiddleware<ErrorMiddleware>();
                worker.UseMiddleware<AuthenticationMiddleware>();
            },
            settings: [$"--Access:Keys:0:Key={Key}", "--Access:Keys:0:Name=test", "--Access:Keys:0:Tenant=default", .. settings]);
        host.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        return host;
    }
}
