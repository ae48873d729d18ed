using System.Text.Json;
using EmailDispatch.Providers;

namespace EmailDispatch.Tests.Infra;

/// <summary>What the scripts for secrets do with the Azure tools, and that no secret is an argument.</summary>
public sealed class ProviderScriptTests : IDisposable
{
    private const string Password = "fake pass'word \"$1\" `x` \\ ü";

    private readonly ScriptRun _run = new();

    public ProviderScriptTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "The scripts are for a POSIX shell.");

    [Fact]
    public async Task Password_goes_into_the_vault_and_nowhere_else()
    {
        var code = await _run.RunAsync("add-provider.sh", Password + "\n", "name=primary", "preset=SendGrid");

        Assert.Equal(0, code);
        Assert.Equal(Password, _run.Read("secret"));
        Assert.Equal("-rw-------", _run.Read("mode").Trim());
        Assert.Contains(_run.Calls, call => call.StartsWith("az keyvault secret set --vault-name kv-test --name provider-primary --file ", StringComparison.Ordinal));
        Assert.All([.. _run.Calls, _run.Output, _run.Errors, _run.Read("env-EMAIL_PROVIDERS")], text => Assert.DoesNotContain("fake pass", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Settings_and_the_next_deployment_say_the_same()
    {
        _run.Write("names", "Providers__0__name\n");
        _run.Write("env-EMAIL_PROVIDERS", """[{"name":"primary","preset":"SendGrid","secret":"provider-primary"}]""");

        var code = await _run.RunAsync("add-provider.sh", Password, "name=second", "host=smtp.example.test", "port=465", "security=SslOnConnect", "priority=2");

        var set = Assert.Single(_run.Calls, call => call.Contains("appsettings set", StringComparison.Ordinal));
        using var providers = JsonDocument.Parse(_run.Read("env-EMAIL_PROVIDERS"));
        var added = providers.RootElement[1];
        Assert.Equal(0, code);
        Assert.Equal(2, providers.RootElement.GetArrayLength());
        Assert.Equal(JsonValueKind.Number, added.GetProperty("port").ValueKind);
        Assert.Equal("provider-second", added.GetProperty("secret").GetString());
        Assert.Equal(
            added.EnumerateObject().Select(setting => $"Providers__1__{setting.Name}={setting.Value}").Order(StringComparer.Ordinal),
            set.Split("--settings ")[1].Split(' ').Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Provider_that_exists_gets_the_new_password_only()
    {
        _run.Write("env-EMAIL_PROVIDERS", """[{"secret":"provider-primary", "name": "primary","preset":"SendGrid"}]""");
        _run.Write("named", "Providers__0__name\n");

        var code = await _run.RunAsync("add-provider.sh", Password, "name=primary");

        Assert.Equal(0, code);
        Assert.Equal(Password, _run.Read("secret"));
        Assert.DoesNotContain(_run.Calls, call => call.Contains("appsettings set", StringComparison.Ordinal) || call.StartsWith("azd env set", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Provider_that_only_the_app_knows_gets_the_new_password_only()
    {
        _run.Write("names", "Providers__0__name\n");
        _run.Write("named", "Providers__0__name\n");

        var code = await _run.RunAsync("add-provider.sh", Password, "name=primary");

        Assert.Equal(0, code);
        Assert.Equal(Password, _run.Read("secret"));
        Assert.Contains(_run.Calls, call => call.Contains("appsettings list", StringComparison.Ordinal) && call.Contains("&& value == 'primary'", StringComparison.Ordinal));
        Assert.Contains("'azd provision' from here would remove it", _run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(_run.Calls, call => call.Contains("appsettings set", StringComparison.Ordinal) || call.StartsWith("azd env set", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Settings_that_could_not_be_set_are_not_remembered_and_are_set_by_the_next_run()
    {
        _run.Write("set-fails", "");
        var failed = await _run.RunAsync("add-provider.sh", Password, "name=primary", "preset=SendGrid");
        var remembered = _run.Has("env-EMAIL_PROVIDERS");
        _run.Delete("set-fails");

        var code = await _run.RunAsync("add-provider.sh", Password, "name=primary", "preset=SendGrid");

        Assert.NotEqual(0, failed);
        Assert.False(remembered);
        Assert.Equal(0, code);
        Assert.Contains("\"name\":\"primary\"", _run.Read("env-EMAIL_PROVIDERS"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_that_could_not_be_remembered_are_remembered_by_the_next_run()
    {
        _run.Write("azd-fails", "");
        var failed = await _run.RunAsync("add-provider.sh", Password, "name=primary", "preset=SendGrid");
        _run.Delete("azd-fails");
        _run.Write("named", "Providers__0__name\n");

        var code = await _run.RunAsync("add-provider.sh", Password, "name=primary", "preset=SendGrid");

        Assert.NotEqual(0, failed);
        Assert.Equal(0, code);
        Assert.Single(_run.Calls, call => call.Contains("appsettings set", StringComparison.Ordinal));
        using var providers = JsonDocument.Parse(_run.Read("env-EMAIL_PROVIDERS"));
        Assert.Equal("SendGrid", providers.RootElement[0].GetProperty("preset").GetString());
    }

    [Fact]
    public async Task Every_documented_setting_of_a_provider_is_taken()
    {
        string[] given =
        [
            "name=primary", "preset=SendGrid", "region=eu", "host=smtp.example.test", "port=465", "security=SslOnConnect", "username=me@example.test",
            "usernameIsSecret=false", "enabled=true", "priority=0", "weight=10", "streams=transactional,marketing", "tenants__0=a", "fromDomains=*.example.test",
            "ehloName=mail.example.test", "defaultFromAddress=hi@example.test", "defaultFromName=Müller & Söhne (Shop)", "rewriteFrom=true", "headers__0=X-Shop: a=b; c='d'", "perSecond=1", "perMinute=2", "warmUpStart=2026-12-01", "warmUpPerDay=50", "displayName=Main account", "drain=false",
            "perHour=2", "perDay=3", "pricePerThousand=0.10", "maxMessageBytes=65536", "maxRecipients=4", "connectTimeout=00:00:05", "commandTimeout=00:01:00", "tlsVerify=true",
            "allowInsecure=false", "auth=Plain", "maxConnections=5", "maxMessagesPerConnection=6", "certificatePin=aa", "protocolLog=false",
            "eventsSecret=sendgrid-events", "eventsTopic=arn:aws:sns:eu-west-1:123456789012:x", "eventsUrl=https://email.example.test/events/primary", "returnPath=bounces@example.test", "returnPathTag=false",
        ];

        var code = await _run.RunAsync("add-provider.sh", Password, given);

        using var providers = JsonDocument.Parse(_run.Read("env-EMAIL_PROVIDERS"));
        var remembered = providers.RootElement[0].EnumerateObject().Where(setting => setting.Name != "secret").Select(setting => $"{setting.Name}={setting.Value}");
        Assert.Equal(0, code);
        Assert.Equal(given.Order(StringComparer.Ordinal), remembered.Order(StringComparer.Ordinal));
        Assert.All(given, setting => Assert.Contains(_run.Calls, call => call.Contains($"Providers__0__{setting}", StringComparison.Ordinal)));
        Assert.Equal(
            typeof(ProviderOptions).GetProperties().Where(property => property.SetMethod is { IsPublic: true }).Select(property => property.Name).Where(name => name != nameof(ProviderOptions.Secret)).Order(StringComparer.OrdinalIgnoreCase),
            given.Select(setting => setting.Split('=')[0].Split("__")[0]).Order(StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task User_name_of_azure_communication_services_is_taken()
    {
        await _run.RunAsync("add-provider.sh", Password, "name=acs", "preset=AzureCommunicationServices", "username=resource|application|tenant");

        using var providers = JsonDocument.Parse(_run.Read("env-EMAIL_PROVIDERS"));
        Assert.Equal("resource|application|tenant", providers.RootElement[0].GetProperty("username").GetString());
        Assert.Contains(_run.Calls, call => call.Contains("Providers__0__username=resource|application|tenant", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Settings_that_cannot_be_read_are_not_overwritten()
    {
        _run.Write("az-fails", "");

        var code = await _run.RunAsync("add-provider.sh", Password, "name=primary", "preset=SendGrid");

        Assert.NotEqual(0, code);
        Assert.DoesNotContain(_run.Calls, call => call.Contains("appsettings set", StringComparison.Ordinal));
        Assert.False(_run.Has("env-EMAIL_PROVIDERS"));
    }

    [Theory]
    [InlineData("password=fake-password", "name=primary")]
    [InlineData("secret=other", "name=primary")]
    [InlineData("name=Pri Mary")]
    [InlineData("name=primary", "username=\",\"x\":\"")]
    [InlineData("name=primary", "username=back\\slash")]
    [InlineData("name=primary", "username=$(id)")]
    [InlineData("name=primary", "username=`id`")]
    [InlineData("name=primary", "username=two\nlines")]
    [InlineData("name=primary", "port=smtp")]
    [InlineData("name=primary", "port=025")]
    [InlineData("name=primary", "name=second")]
    [InlineData("name=primary", "Host=a.example.test", "host=b.example.test")]
    [InlineData("name=primary", "SeCrEt=other")]
    [InlineData("name=primary", "a b=c")]
    [InlineData("name=primary", "=c")]
    [InlineData("preset=SendGrid")]
    [InlineData("name")]
    public async Task Arguments_that_would_do_harm_are_refused(params string[] arguments)
    {
        var code = await _run.RunAsync("add-provider.sh", Password, arguments);

        Assert.NotEqual(0, code);
        Assert.Empty(_run.Calls);
    }

    [Fact]
    public async Task No_password_is_refused()
    {
        var code = await _run.RunAsync("add-provider.sh", "", "name=primary", "preset=SendGrid");

        Assert.NotEqual(0, code);
        Assert.False(_run.Has("secret"));
    }

    [Fact]
    public async Task Admin_key_has_256_bits_and_is_shown_once()
    {
        var code = await _run.RunAsync("create-admin-key.sh", "");

        var key = _run.Output.Trim();
        Assert.Equal(0, code);
        Assert.Matches("^re_[0-9a-f]{64}$", key);
        Assert.Equal(key, _run.Read("secret"));
        Assert.All([.. _run.Calls, _run.Errors, _run.Read("env-EMAIL_API_KEYS")], text => Assert.DoesNotContain(key, text, StringComparison.Ordinal));
        Assert.Contains(_run.Calls, call => call.Contains("Access__Keys__0__secret=api-key-admin", StringComparison.Ordinal));
        Assert.Equal("api-key-admin", JsonDocument.Parse(_run.Read("env-EMAIL_API_KEYS")).RootElement[0].GetProperty("secret").GetString());
    }

    [Fact]
    public async Task Live_admin_key_is_not_overwritten_by_a_second_run()
    {
        await _run.RunAsync("create-admin-key.sh", "");
        var live = _run.Read("secret");

        var code = await _run.RunAsync("create-admin-key.sh", "");

        Assert.NotEqual(0, code);
        Assert.Equal(live, _run.Read("secret"));
        Assert.Contains("--replace", _run.Errors, StringComparison.Ordinal);
        Assert.Empty(_run.Output);
    }

    [Fact]
    public async Task Admin_key_is_replaced_on_demand_and_set_once()
    {
        await _run.RunAsync("create-admin-key.sh", "");
        var old = _run.Read("secret");
        _run.Write("named", "Access__Keys__0__name\n");

        var code = await _run.RunAsync("create-admin-key.sh", "", "--replace");

        Assert.Equal(0, code);
        Assert.NotEqual(old, _run.Read("secret"));
        Assert.Equal(_run.Read("secret"), _run.Output.Trim());
        Assert.Single(_run.Calls, call => call.Contains("appsettings set", StringComparison.Ordinal));
        Assert.Equal(1, JsonDocument.Parse(_run.Read("env-EMAIL_API_KEYS")).RootElement.GetArrayLength());
        Assert.Equal(["webhook-signing-key", "recipient-salt", "api-key-admin", "api-key-admin"], _run.Read("secrets").Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Vault_that_cannot_be_read_is_not_written()
    {
        _run.Write("az-fails", "");

        var code = await _run.RunAsync("create-admin-key.sh", "");

        Assert.NotEqual(0, code);
        Assert.False(_run.Has("secret"));
    }

    [Fact]
    public async Task Two_admin_keys_differ()
    {
        using var other = new ScriptRun();

        await _run.RunAsync("create-admin-key.sh", "");
        await other.RunAsync("create-admin-key.sh", "");

        Assert.NotEqual(_run.Output, other.Output);
    }

    public void Dispose() => _run.Dispose();
}
