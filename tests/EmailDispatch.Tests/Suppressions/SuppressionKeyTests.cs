using EmailDispatch.Suppressions;

namespace EmailDispatch.Tests.Suppressions;

public sealed class SuppressionKeyTests
{
    [Theory]
    [InlineData("Ann.Lee@Example.COM", "ann.lee@example.com")]
    [InlineData("  ann@example.com ", "ann@example.com")]
    [InlineData("ann@müller.example", "ann@xn--mller-kva.example")]
    [InlineData("ann@MÜLLER.example", "ann@xn--mller-kva.example")]
    [InlineData("ÄNNE@example.com", "änne@example.com")]
    [InlineData("ann+Shop@example.com", "ann+shop@example.com")]
    [InlineData("\"a@b\"@example.com", "\"a@b\"@example.com")]
    public void Address_is_compared_in_its_normal_form(string address, string normal) =>
        Assert.Equal(normal, SuppressionKey.Normalise(address));

    [Theory]
    [InlineData("ann+shop@example.com")]
    [InlineData("an.n@example.com")]
    [InlineData("ann@sub.example.com")]
    public void Other_mailbox_has_another_key(string other) =>
        Assert.NotEqual(SuppressionKey.Of("ann@example.com"), SuppressionKey.Of(other));

    [Fact]
    public void Key_is_fit_for_storage_and_begins_with_the_fingerprint()
    {
        var key = SuppressionKey.Of("a/b#c?d@example.com");

        Assert.Matches("^[0-9a-f]{64}$", key);
        Assert.Equal(Convert.ToUInt64(key[..16], 16), SuppressionKey.FingerprintOf(key));
    }
}
