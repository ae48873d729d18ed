using EmailDispatch.Access;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Tests.Access;

public sealed class SettingsKeysTests
{
    private const string Key = "fake-key-0123456789";

    [Fact]
    public void Key_has_what_the_settings_say()
    {
        var key = Find(
            ("0:Key", Key), ("0:Name", "web"), ("0:Tenant", "acme"), ("0:Scopes", "send, read"), ("0:FromDomains:0", "Example.com"),
            ("0:FromDomains:1", "*.example.test"), ("0:DeliverOnlyTo", "Test.example, qa@example.com"), ("0:RedirectTo", "qa@example.com"), ("0:IpRanges", "203.0.113.0/24,2001:db8::/32"), ("0:RatePerSecond", "10"));

        Assert.Equal(("settings:0", "web", "acme", Scopes.Send | Scopes.Read, 10), (key.Id, key.Name, key.Tenant, key.Scopes, key.RatePerSecond));
        Assert.Equal(["example.com", "*.example.test"], key.FromDomains);
        Assert.Equal(["test.example", "qa@example.com"], key.Recipients.DeliverOnlyTo);
        Assert.Equal("qa@example.com", key.Recipients.RedirectTo);
        Assert.Equal(["203.0.113.0/24", "2001:db8::/32"], key.IpRanges.Select(range => range.ToString()));
    }

    [Fact]
    public void Key_alone_may_do_everything_for_the_default_tenant()
    {
        var key = Find(("0:Key", Key));

        Assert.Equal(("default", Scopes.All, (int?)null), (key.Tenant, key.Scopes, key.RatePerSecond));
        Assert.Empty(key.FromDomains);
        Assert.Empty(key.IpRanges);
    }

    [Theory]
    [InlineData("Key", "short")]
    [InlineData("Key", "")]
    [InlineData("Secret", "both")]
    [InlineData("Tenant", "Not|Good")]
    [InlineData("Scopes", "write")]
    [InlineData("Scopes", "")]
    [InlineData("FromDomains", "localhost")]
    [InlineData("FromDomains", "example.com,,")]
    [InlineData("DeliverOnlyTo", "")]
    [InlineData("DeliverOnlyTo", "qa@localhost")]
    [InlineData("RedirectTo", "example.com")]
    [InlineData("IpRanges", "10/8")]
    [InlineData("RatePerSecond", "0")]
    [InlineData("RatePerSecond", "many")]
    [InlineData("Name", "line\nbreak")]
    [InlineData("IpRange", "203.0.113.0/24")]
    public void Fault_is_told_and_the_key_is_not(string setting, string value)
    {
        var settings = new Dictionary<string, string> { ["0:Key"] = Key, [$"0:{setting}"] = value };

        var fault = Assert.Throws<OptionsValidationException>(() => Read([.. settings.Select(s => (s.Key, s.Value))]));

        Assert.All(fault.Failures, f => Assert.StartsWith("Access:Keys:0:", f, StringComparison.Ordinal));
        Assert.DoesNotContain(Key, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("short", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DeliverOnlyTo", "example.org", "RedirectTo")]
    [InlineData("ProviderHeaders", "true", "ProviderHeaders")]
    public void Parts_that_contradict_each_other_are_told(string setting, string value, string named)
    {
        var fault = Assert.Throws<OptionsValidationException>(() => Read(("0:Key", Key), ("0:RedirectTo", "qa@example.com"), ($"0:{setting}", value)));

        Assert.StartsWith($"Access:Keys:0:{named}: must", Assert.Single(fault.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_are_told_at_once()
    {
        var fault = Assert.Throws<OptionsValidationException>(() => Read(("0:Key", "short"), ("0:Tenant", "Not|Good"), ("1:Scopes", "write,admin")));

        Assert.Equal(4, fault.Failures.Count());
    }

    private static SettingsKeys Read(params (string Key, string Value)[] settings) => AccessBench.Settings(new AccessBench(), TimeProvider.System, settings);

    private static ApiKey Find(params (string Key, string Value)[] settings) => Read(settings).Find(ApiKeyHash.Of(Key))!;
}
