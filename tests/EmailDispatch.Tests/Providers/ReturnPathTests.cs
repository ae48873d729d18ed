using EmailDispatch.Emails;
using EmailDispatch.Providers;

namespace EmailDispatch.Tests.Providers;

public sealed class ReturnPathTests
{
    private static readonly EmailId Id = EmailId.New(TimeProvider.System);

    [Theory]
    [InlineData("bounces@example.com", true, "acme", "bounces+$id_acme@example.com")]
    [InlineData("bounces@example.com", false, "acme", "bounces@example.com")]
    [InlineData("bounces@example.com", true, "a-tenant-of-a-long-name", "bounces+$id@example.com")]
    [InlineData("b2345678901234567890123456-@example.com", true, "a", "b2345678901234567890123456-+$id@example.com")]
    [InlineData("", true, "acme", null)]
    public void Return_path_names_the_email_as_far_as_it_fits(string path, bool isTagged, string tenant, string? expected)
    {
        var provider = new ProviderOptions { ReturnPath = path, ReturnPathTag = isTagged };

        var address = ReturnPath.Of(provider, new EmailReference(Id, tenant));

        Assert.Equal(expected?.Replace("$id", Id.ToString(), StringComparison.Ordinal), address);
        Assert.InRange(address?.IndexOf('@', StringComparison.Ordinal) ?? 0, 0, 64);
    }

    [Theory]
    [InlineData("bounces", "ReturnPath: ")]
    [InlineData("bounces@", "ReturnPath: ")]
    [InlineData("\"b b\"@example.com", "ReturnPath: must be an address of ASCII")]
    [InlineData("bücher@example.com", "ReturnPath: must be an address of ASCII")]
    [InlineData("b23456789012345678901234567-@example.com", "ReturnPath: has more than 27")]
    public void Fault_is_told(string path, string expected) =>
        Assert.StartsWith(expected, Assert.Single(SettingsFixture.FaultsOfOne(("Host", "smtp.example.com"), ("ReturnPath", path))), StringComparison.Ordinal);
}
