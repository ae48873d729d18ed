using EmailDispatch.Providers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Tests.Providers;

public sealed class ProviderCatalogueTests
{
    [Fact]
    public void Providers_are_ordered_by_priority_then_as_given()
    {
        var catalogue = Read(("0:Name", "c"), ("0:Host", "smtp.example.com"), ("0:Priority", "2"),
            ("1:Name", "b"), ("1:Host", "smtp.example.com"), ("1:Priority", "1"),
            ("2:Name", "a"), ("2:Host", "smtp.example.com"), ("2:Priority", "1"));

        Assert.Equal(["b", "a", "c"], catalogue.ByPriority.Select(p => p.Name));
    }

    [Fact]
    public void Every_fault_is_told_at_once()
    {
        var fault = Assert.Throws<OptionsValidationException>(() => Read(
            ("0:Name", "No Good"), ("0:Host", "sm tp"), ("0:Port", "0"), ("0:Username", "u"),
            ("1:Name", "x"), ("1:Host", "smtp.example.com"), ("1:Security", "None"), ("1:TlsVerify", "false"),
            ("2:Name", "x"), ("2:Host", "smtp.example.com"), ("2:ConnectTimeout", "0")));

        Assert.Equal(8, fault.Failures.Count());
        Assert.Contains(fault.Failures, f => f.StartsWith("Providers:0:Name:", StringComparison.Ordinal));
        Assert.Contains(fault.Failures, f => f.StartsWith("Providers:1:Security:", StringComparison.Ordinal));
        Assert.Contains(fault.Failures, f => f.Contains("two providers have the name 'x'", StringComparison.Ordinal));
    }

    [Fact]
    public void No_provider_is_a_fault() => Assert.Throws<OptionsValidationException>(() => Read());

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void Loopback_may_go_without_protection(string host)
    {
        var catalogue = Read(("0:Name", "local"), ("0:Host", host), ("0:Security", "None"), ("0:TlsVerify", "false"));

        Assert.Equal(ProviderSecurity.None, catalogue.ByPriority[0].Security);
    }

    private static ProviderCatalogue Read(params (string Key, string Value)[] settings) =>
        new(new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => $"Providers:{s.Key}", s => (string?)s.Value)).Build());
}
