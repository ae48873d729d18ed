using System.Text.Json;

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
        _run.Write("env-EMAIL_PROVIDERS", """[{"secret":"provider-primary","name":"primary","preset":"SendGrid"}]""");

        var code = await _run.RunAsync("add-provider.sh", Password, "name=primary");

        Assert.Equal(0, code);
        Assert.Equal(Password, _run.Read("secret"));
        Assert.DoesNotContain(_run.Calls, call => call.Contains("appsettings", StringComparison.Ordinal) || call.StartsWith("azd env set", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Provider_that_only_the_app_knows_gets_the_new_password_only()
    {
        _run.Write("names", "Providers__0__name\n");
        _run.Write("named", "Providers__0__name\n");

        var code = await _run.RunAsync("add-provider.sh", Password, "name=primary");

        Assert.Equal(0, code);
        Assert.Equal(Password, _run.Read("secret"));
        Assert.Contains("&& value == 'primary'", Assert.Single(_run.Calls, call => call.Contains("appsettings list", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.DoesNotContain(_run.Calls, call => call.Contains("appsettings set", StringComparison.Ordinal) || call.StartsWith("azd env set", StringComparison.Ordinal));
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
    [InlineData("name=primary", "port=smtp")]
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
    public async Task Two_admin_keys_differ()
    {
        using var other = new ScriptRun();

        await _run.RunAsync("create-admin-key.sh", "");
        await other.RunAsync("create-admin-key.sh", "");

        Assert.NotEqual(_run.Output, other.Output);
    }

    public void Dispose() => _run.Dispose();
}
