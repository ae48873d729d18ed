using EmailDispatch.Access;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Tests.Access;

public sealed class ApiKeysTests
{
    private static readonly string Key = "test_" + Guid.NewGuid().ToString("N");

    [Fact]
    public void Known_key_is_found_with_its_tenant()
    {
        var keys = Read(("0:Key", Key), ("0:Name", "web"), ("0:Tenant", "acme"));

        Assert.Equal(new ApiKey("web", "acme"), keys.Find(Key));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    public void Unknown_key_is_not_found(string suffix) => Assert.Null(Read(("0:Key", Key)).Find(suffix.Length == 0 ? "" : Key + suffix));

    [Fact]
    public void Short_key_and_bad_tenant_are_faults()
    {
        var fault = Assert.Throws<OptionsValidationException>(() => Read(("0:Key", "short"), ("0:Tenant", "Not|Good")));

        Assert.Equal(2, fault.Failures.Count());
        Assert.DoesNotContain(fault.Failures, f => f.Contains("short", StringComparison.Ordinal));
    }

    private static ApiKeys Read(params (string Key, string Value)[] settings) =>
        new(new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => $"Access:Keys:{s.Key}", s => (string?)s.Value)).Build());
}
