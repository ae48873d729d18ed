using System.Net;
using EmailDispatch.Access;

namespace EmailDispatch.Tests.Access;

public sealed class ApiKeyTests
{
    private static readonly ApiKey Key = new() { Id = "x", Name = "web", Tenant = "default", CreatedAt = DateTimeOffset.UnixEpoch };

    [Theory]
    [InlineData(Scopes.Send, Scopes.Send, true)]
    [InlineData(Scopes.Send, Scopes.Read, false)]
    [InlineData(Scopes.Send | Scopes.Read, Scopes.Admin, false)]
    [InlineData(Scopes.Admin, Scopes.Send, true)]
    [InlineData(Scopes.Admin, Scopes.Read, true)]
    [InlineData(Scopes.None, Scopes.Read, false)]
    public void Scope_is_had_or_implied_by_admin(Scopes had, Scopes needed, bool expected) =>
        Assert.Equal(expected, (Key with { Scopes = had }).Allows(needed));

    [Theory]
    [InlineData("example.com", true)]
    [InlineData("EXAMPLE.com", true)]
    [InlineData("mail.example.com", false)]
    [InlineData("news.example.test", true)]
    [InlineData("a.b.example.test", true)]
    [InlineData("example.test", false)]
    [InlineData("notexample.test", false)]
    [InlineData("", false)]
    public void Domain_is_named_or_below_a_wildcard(string domain, bool expected) =>
        Assert.Equal(expected, (Key with { FromDomains = ["example.com", "*.example.test"] }).MaySendFrom(domain));

    [Fact]
    public void Key_without_restrictions_has_none()
    {
        Assert.True(Key.MaySendFrom("example.com"));
        Assert.True(Key.MayBeUsedFrom(null));
        Assert.True(Key.MayBeUsedFrom(IPAddress.IPv6Loopback));
    }

    [Theory]
    [InlineData("203.0.113.9", true)]
    [InlineData("::ffff:203.0.113.9", true)]
    [InlineData("203.0.114.9", false)]
    [InlineData("2001:db8:1::5", true)]
    [InlineData("2001:db9::5", false)]
    [InlineData("198.51.100.7", true)]
    [InlineData("198.51.100.8", false)]
    [InlineData("::cb00:7109", false)]
    public void Address_is_in_one_of_the_ranges(string address, bool expected)
    {
        var key = Key with { IpRanges = [Range("203.0.113.0/24"), Range("2001:db8::/32"), Range("198.51.100.7")] };

        Assert.Equal(expected, key.MayBeUsedFrom(IPAddress.Parse(address)));
        Assert.False(key.MayBeUsedFrom(null));
    }

    [Theory]
    [InlineData("default", false, Scopes.All, true)]
    [InlineData("default", true, Scopes.All, false)]
    [InlineData("acme", false, Scopes.All, false)]
    [InlineData("default", false, Scopes.Send | Scopes.Read, false)]
    public void Operator_is_an_admin_of_the_settings_and_the_default_tenant(string tenant, bool isIssued, Scopes scopes, bool expected) =>
        Assert.Equal(expected, (Key with { Tenant = tenant, Scopes = scopes, CreatedAt = isIssued ? DateTimeOffset.UnixEpoch : null }).IsOperator);

    private static IPNetwork Range(string text) => IpRange.TryParse(text, out var range, out _) ? range : throw new ArgumentException(text);
}
