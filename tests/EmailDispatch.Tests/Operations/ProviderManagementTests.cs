using System.Text;
using System.Text.Json;
using Azure;
using EmailDispatch.Access;
using EmailDispatch.Emails;
using EmailDispatch.Operations;
using EmailDispatch.Providers;
using EmailDispatch.Providers.State;
using EmailDispatch.Sandbox;
using EmailDispatch.Secrets;
using EmailDispatch.Tests.ConnectionTesting;
using EmailDispatch.Tests.Providers;
using EmailDispatch.Tests.Providers.State;
using Microsoft.Extensions.Logging.Abstractions;

namespace EmailDispatch.Tests.Operations;

public sealed class ProviderManagementTests : IDisposable
{
    private const string Password = "not-a-password-7f3a";

    private static readonly ApiKey Operator = new() { Id = "settings:0", Name = "operator", Tenant = "default" };
    private static readonly ApiKey Acme = new() { Id = "1", Name = "acme", Tenant = "acme", CreatedAt = DateTimeOffset.UnixEpoch };
    private static readonly ApiKey Other = Acme with { Id = "2", Tenant = "other" };

    private readonly MemoryTables _tables = new();
    private readonly ProviderTestBench _bench = new(587);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("secrets-");
    private readonly FolderSecretStore _secrets;
    private readonly ListLogger<ProviderManagement> _log = new();
    private readonly ProviderTable _table;
    private readonly ProviderList _list;
    private readonly ProviderManagement _management;

    public ProviderManagementTests()
    {
        _secrets = new FolderSecretStore(_folder.FullName);
        _table = new ProviderTable(_tables);
        _list = new ProviderList(_table, _bench.Catalogue, TimeProvider.System, NullLogger<ProviderList>.Instance, _secrets);
        _management = new ProviderManagement(_table, _list, _bench.Catalogue, _bench.Test, TimeProvider.System, _log, _secrets);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IEnumerable<string> StoredPasswords => _folder.GetFiles().Select(file => File.ReadAllText(file.FullName));

    public void Dispose()
    {
        _list.Dispose();
        _bench.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Added_provider_is_used_at_once_and_its_password_is_only_in_the_store()
    {
        var outcome = await AddAsync(Operator, $$"""{"name":"added","preset":"SendGrid","password":"{{Password}}","priority":3,"streams":["bulk"],"headers":{"X-A":"b: c"},"test":false}""");

        var provider = _bench.Catalogue.All.Single(p => p.Name == "added");
        Assert.Equal(("smtp.sendgrid.net", 3, "apikey"), (provider.Host, provider.Priority, provider.Username));
        Assert.Equal("b: c", provider.Headers["X-A"]);
        Assert.Equal(["bulk"], provider.Streams);
        Assert.Equal("added", outcome.Provider!.Name);
        Assert.Equal([Password], StoredPasswords);
        Assert.Equal(Password, await _secrets.ReadAsync(provider.Secret, Cancellation));
        Assert.DoesNotContain(_tables.Table.Rows.SelectMany(row => row.Select(column => $"{column.Value}")), value => value.Contains(Password, StringComparison.Ordinal));
        Assert.DoesNotContain(_log.Entries, entry => entry.Text.Contains(Password, StringComparison.Ordinal));
    }

    [Fact]
    public async Task New_password_has_a_new_name_and_the_old_one_stays_until_others_have_followed()
    {
        await AddAsync(Operator, $$"""{"name":"added","preset":"SendGrid","password":"{{Password}}","test":false}""");
        var first = _bench.Catalogue.All.Single(p => p.Name == "added").Secret;

        await ChangeAsync(Operator, """{"password":"another-password","test":false}""");

        var row = (await _table.FindAsync("added", Cancellation))!;
        Assert.NotEqual(first, row.Secret);
        Assert.Equal([first], row.OldSecrets);
        Assert.Equal(Password, await _secrets.ReadAsync(first, Cancellation));
        Assert.Equal("another-password", await _secrets.ReadAsync(row.Secret, Cancellation));
    }

    [Fact]
    public async Task Row_that_is_not_written_leaves_no_password()
    {
        _tables.Table.OnInserted = _ => throw new RequestFailedException(503, "lost");
        await Assert.ThrowsAsync<RequestFailedException>(() => AddAsync(Operator, Sent("lost")));
        var afterLostAnswer = StoredPasswords.Count();
        _tables.Table.IsContended = true;
        _tables.Table.OnUpdate = () => _tables.Table.Remove("provider", "lost");

        var outcome = await _management.ChangeAsync(Operator, "lost", Read("""{"password":"never-used","test":false}""", isNew: false), Cancellation);

        // The answer was lost, but the row was written and names the password.
        Assert.Equal(1, afterLostAnswer);
        Assert.Null(outcome);
        Assert.DoesNotContain("never-used", StoredPasswords);
    }

    [Theory]
    [InlineData("""{"host":"evil.example.com"}""")]
    [InlineData("""{"port":2525}""")]
    [InlineData("""{"security":"SslOnConnect"}""")]
    [InlineData("""{"allow_insecure":true,"tls_verify":false}""")]
    [InlineData("""{"certificate_pin":"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"}""")]
    [InlineData("""{"auth":"plain"}""")]
    [InlineData("""{"preset":null,"host":"evil.example.com"}""")]
    [InlineData("""{"region":"eu"}""")]
    public async Task Stored_password_is_not_sent_to_another_server(string change)
    {
        await AddAsync(Operator, Sent("added"));

        var outcome = await _management.ChangeAsync(Operator, "added", Read(change, isNew: false), Cancellation);

        Assert.Contains(outcome!.Errors, error => error.Field == "password" && error.Message.StartsWith("is needed again", StringComparison.Ordinal));
        Assert.Equal("smtp.sendgrid.net", _bench.Catalogue.All.Single(p => p.Name == "added").Host);
    }

    [Theory]
    [InlineData("""{"enabled":false}""")]
    [InlineData("""{"drain":true,"priority":7,"weight":2,"streams":["a"],"from_domains":["example.com"],"per_minute":5}""")]
    [InlineData("""{"display_name":"Main","warm_up_start":"2026-12-01","warm_up_per_day":50}""")]
    public async Task Other_changes_need_neither_password_nor_test(string change)
    {
        await AddAsync(Operator, Sent("added"));

        var outcome = await ChangeAsync(Operator, change);

        Assert.Empty(outcome!.Errors);
        Assert.Null(outcome.FailedTest);
        var shown = ProviderFields.Show((await _table.FindAsync("added", Cancellation))!);
        Assert.All(JsonDocument.Parse(change).RootElement.EnumerateObject(), field => Assert.Equal(field.Value.GetRawText(), shown[field.Name]!.ToJsonString()));
    }

    [Fact]
    public async Task Null_restores_the_default()
    {
        await AddAsync(Operator, Sent("added", """,  "priority":7,"headers":{"X-A":"b"},"from_domains":["example.com"]"""));

        await ChangeAsync(Operator, """{"priority":null,"headers":null,"from_domains":null}""");

        var provider = _bench.Catalogue.All.Single(p => p.Name == "added");
        Assert.Equal((100, 0, 0), (provider.Priority, provider.Headers.Count, provider.FromDomains.Count));
    }

    [Theory]
    [InlineData("""{"name":"Added","preset":"SendGrid","password":"p"}""", "name", "'Added' must be 1 to 64 lower-case letters, digits and hyphens")]
    [InlineData("""{"name":"added"}""", "host", "is needed, or a preset")]
    [InlineData("""{"name":"added","preset":"SendGrid"}""", "password", "is needed where there is a username")]
    [InlineData("""{"name":"added","preset":"AmazonSes","username":"u","password":"p"}""", "region", "AmazonSes needs one, such as eu-west-1")]
    [InlineData("""{"name":"added","host":"a.example.com","security":"none"}""", "security", "None is allowed on the loopback interface only, not to a.example.com, unless allow_insecure is true")]
    [InlineData("""{"name":"added","host":"a.example.com","headers":{"Subject":"x"}}""", "headers.Subject", "")]
    [InlineData("""{"name":"added","host":"a.example.com","headers":{"a:b":"x"}}""", "headers.a:b", "must not have a colon in its name")]
    [InlineData("""{"name":"added","host":"a.example.com","from_domains":"x"}""", "from_domains", "must be an array of strings, not a string")]
    [InlineData("""{"name":"added","host":"a.example.com","port":"many"}""", "port", "must be a whole number")]
    [InlineData("""{"name":"added","host":"a.example.com","secret":"sendgrid-api-key"}""", "secret", "is not a known field: give the password itself; it is stored in the Key Vault and never shown")]
    [InlineData("""{"name":"added","host":"a.example.com","from_domain":["x"]}""", "from_domain", "is not a known field (did you mean \"from_domains\"?)")]
    [InlineData("""{"name":"added","host":"a.example.com","warm_up_per_day":5}""", "warm_up_start", "is needed with warm_up_per_day")]
    [InlineData("""{"name":"added","host":"a.example.com","username":"u","password":"{\"client_id\":\"x\"}"}""", "password", "cannot be used: The secret 'password' is JSON with neither 'password' nor 'client_id' and 'client_secret'")]
    public async Task Errors_name_the_field(string json, string field, string message)
    {
        var read = ProviderRequestReader.Read(Encoding.UTF8.GetBytes(json));
        var errors = read.Request is { } request ? (await _management.AddAsync(Operator, request, Cancellation)).Errors : read.Errors;

        Assert.Contains(errors, error => error.Field == field && error.Message.StartsWith(message, StringComparison.Ordinal));
        Assert.Empty(StoredPasswords);
    }

    [Theory]
    [InlineData("""{"name":"added","host":"127.0.0.1","security":"None"}""", "host")]
    [InlineData("""{"name":"added","host":"localhost"}""", "host")]
    [InlineData("""{"name":"added","host":"10.0.0.4"}""", "host")]
    [InlineData("""{"name":"added","host":"169.254.169.254"}""", "host")]
    [InlineData("""{"name":"added","host":"[::1]"}""", "host")]
    [InlineData("""{"name":"added","host":"::ffff:10.0.0.4"}""", "host")]
    [InlineData("""{"name":"added","host":"a.example.com","port":6379}""", "port")]
    [InlineData("""{"name":"added","host":"a.example.com","tenants":["other"]}""", "tenants")]
    [InlineData("""{"name":"added","host":"a.example.com","tenants":["acme","other"]}""", "tenants")]
    [InlineData("""{"name":"added","host":"a.example.com","username":"u","password":"{\"client_id\":\"x\",\"client_secret\":\"y\",\"token_url\":\"https://10.0.0.4/\"}"}""", "password")]
    public async Task Key_of_a_tenant_reaches_neither_the_own_network_nor_other_tenants(string json, string field)
    {
        var outcome = await AddAsync(Acme, json);

        Assert.Contains(outcome.Errors, error => error.Field == field);
        Assert.Empty(_tables.Table.Rows);
    }

    [Fact]
    public async Task Key_of_a_tenant_adds_for_its_tenant_and_changes_only_its_own()
    {
        await AddAsync(Acme, """{"name":"added","host":"a.example.com","test":false}""");
        await AddAsync(Operator, """{"name":"for-all","host":"a.example.com","test":false}""");

        var own = _bench.Catalogue.All.Single(p => p.Name == "added");
        var byOther = await ChangeAsync(Other, """{"enabled":false}""");
        var ofOperator = await _management.ChangeAsync(Acme, "for-all", Read("""{"enabled":false}""", isNew: false), Cancellation);
        var ofSettings = await _management.RemoveAsync(Operator, "mail", Cancellation);
        var byOperator = await ChangeAsync(Operator, """{"drain":true}""");

        Assert.Equal(["acme"], own.Tenants);
        Assert.True(own.PublicHostOnly);
        Assert.Null(byOther);
        Assert.Contains("only the operator's key", ofOperator!.Restriction, StringComparison.Ordinal);
        Assert.Contains("comes from the settings", ofSettings!.Conflict, StringComparison.Ordinal);
        Assert.True(byOperator!.Provider!.Drain);
        Assert.NotNull((await _table.FindAsync("added", Cancellation))!.DrainedSince);
        Assert.False(ProviderManagement.MaySee(Other, own));
    }

    [Theory]
    [InlineData("mail")]
    [InlineData("of-acme")]
    public async Task Name_that_exists_is_taken_and_its_owner_is_not_told(string name)
    {
        await AddAsync(Acme, """{"name":"of-acme","host":"a.example.com","test":false}""");

        var outcome = await AddAsync(Other, $$"""{"name":"{{name}}","host":"a.example.com","test":false}""");

        Assert.Equal($"The name {name} is taken; choose a different name.", outcome.Conflict);
    }

    [Fact]
    public async Task Removed_provider_is_gone_and_its_name_and_password_are_free()
    {
        await AddAsync(Operator, Sent("added"));
        var secret = _bench.Catalogue.All.Single(p => p.Name == "added").Secret;

        await _management.RemoveAsync(Operator, "added", Cancellation);
        var isGone = _bench.Catalogue.All.All(p => p.Name != "added");
        var again = await _management.RemoveAsync(Operator, "added", Cancellation);
        var added = await AddAsync(Acme, """{"name":"added","host":"a.example.com","test":false}""");

        Assert.True(isGone);
        Assert.Null(again);
        Assert.Equal("added", added.Provider!.Name);
        Assert.Equal([secret], (await _table.FindAsync("added", Cancellation))!.OldSecrets);
    }

    [Fact]
    public async Task Tenant_has_a_hundred_at_most()
    {
        for (var n = 0; n < ProviderTable.MaxPerTenant; n++)
            await _table.TryAddAsync(new ManagedProvider { Name = $"p{n}", Tenant = "acme", Settings = new Dictionary<string, string> { ["Host"] = "a.example.com" } }, Cancellation);

        var full = await AddAsync(Acme, """{"name":"added","host":"a.example.com","test":false}""");
        var other = await AddAsync(Other, """{"name":"added","host":"a.example.com","test":false}""");

        Assert.Equal("name", Assert.Single(full.Errors).Field);
        Assert.Empty(other.Errors);
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, "auth")]
    public async Task Test_comes_before_saving(bool isRight, string? stage)
    {
        await using var server = await SandboxServer.StartAsync(new SandboxServerOptions { Behaviour = isRight ? SandboxBehaviour.Accept : SandboxBehaviour.AuthRefused }, Cancellation);

        var outcome = await AddAsync(Operator, $$"""{"name":"added","host":"127.0.0.1","port":{{server.Port}},"security":"None","username":"u","password":"{{Password}}"}""");

        Assert.Equal(stage, outcome.FailedTest?.FailedStage?.ToString().ToLowerInvariant());
        Assert.Equal(isRight, outcome.Provider is not null);
        Assert.Equal(isRight ? 1 : 0, _tables.Table.Rows.Count(row => row.RowKey == "added"));
        Assert.Equal(isRight, StoredPasswords.Contains(Password));
        Assert.DoesNotContain(Password, outcome.FailedTest?.Message ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_password_that_passes_the_test_ends_the_pause()
    {
        await using var server = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        await AddAsync(Operator, $$"""{"name":"added","host":"127.0.0.1","port":{{server.Port}},"security":"None","username":"u","password":"{{Password}}","test":false}""");
        var admission = await _bench.Health.TryEnterAsync("added", Cancellation);
        await _bench.Health.ReportFailureAsync(admission, new ProviderFailure(FailureWeight.OpensLong, "auth_failed", "535 no"), Cancellation);
        var isPaused = !_bench.Health.KnownOf("added").LetsAllPass(TimeProvider.System.GetUtcNow());

        await ChangeAsync(Operator, """{"password":"another-password"}""");

        Assert.True(isPaused);
        Assert.True(_bench.Health.KnownOf("added").LetsAllPass(TimeProvider.System.GetUtcNow()));
    }

    [Fact]
    public async Task Provider_of_a_tenant_is_not_tested_inside_the_network()
    {
        await using var server = await SandboxServer.StartAsync(cancellationToken: Cancellation);

        // This name resolves to this machine.
        var outcome = await AddAsync(Acme, $$"""{"name":"added","host":"{{ProviderTestBench.Host}}","port":25,"allow_insecure":true,"security":"None"}""");

        Assert.Equal("Dns", outcome.FailedTest?.FailedStage?.ToString());
        Assert.Equal(0, server.OpenedConnections);
    }

    [Fact]
    public async Task Without_a_store_no_password_is_accepted()
    {
        var management = new ProviderManagement(_table, _list, _bench.Catalogue, _bench.Test, TimeProvider.System, _log);

        var outcome = await management.AddAsync(Operator, Read(Sent("added"), isNew: true), Cancellation);

        Assert.Equal("password", Assert.Single(outcome.Errors).Field);
    }

    private static string Sent(string name, string more = "") => $$"""{"name":"{{name}}","preset":"SendGrid","password":"{{Password}}","test":false{{more}}}""";

    private Task<ProviderOutcome> AddAsync(ApiKey by, string json) => _management.AddAsync(by, Read(json, isNew: true), Cancellation);

    private Task<ProviderOutcome?> ChangeAsync(ApiKey by, string json) => _management.ChangeAsync(by, "added", Read(json, isNew: false), Cancellation);

    private static ProviderRequest Read(string json, bool isNew)
    {
        ReadResult<ProviderRequest> read = isNew ? ProviderRequestReader.Read(Encoding.UTF8.GetBytes(json)) : ProviderRequestReader.ReadUpdate(Encoding.UTF8.GetBytes(json));
        Assert.Empty(read.Errors);
        return read.Request!;
    }
}
