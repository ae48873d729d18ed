using System.Security.Cryptography;
using System.Text.Json;
using EmailDispatch.Domains;
using EmailDispatch.Domains.Records;
using EmailDispatch.Domains.Signing;

namespace EmailDispatch.Tests.Domains.Signing;

/// <summary>Keys as they are made: their records, selectors and private halves.</summary>
public sealed class NewKeyTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Record_of_an_RSA_key_is_its_public_half_in_one_text()
    {
        var made = NewKey.Make(Id("acme.test"), DkimAlgorithm.Rsa, Now);
        using var rsa = RSA.Create();
        rsa.ImportFromPem(made.PrivatePem);

        Assert.Equal($"v=DKIM1; k=rsa; p={Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo())}", made.Key.Record);
        Assert.Equal((2048, 410), (rsa.KeySize, made.Key.Record.Length));
        Assert.Equal(Verdict.Right, DkimKey.Judge(made.Key.Record));
    }

    [Fact]
    public void Record_of_an_Ed25519_key_has_32_bytes()
    {
        var made = NewKey.Make(Id("acme.test"), DkimAlgorithm.Ed25519, Now);

        Assert.Equal($"v=DKIM1; k=ed25519; p={made.Key.PublicKey}", made.Key.Record);
        Assert.Equal(32, Convert.FromBase64String(made.Key.PublicKey).Length);
        Assert.Equal(Verdict.Right, DkimKey.Judge(made.Key.Record));
    }

    [Fact]
    public void Selector_has_the_day_and_is_never_used_again()
    {
        string[] domains = [Id("acme.test"), Id("acme.test"), Id("acme.test", "other"), Id("other.test")];

        var selectors = domains.Select(id => NewKey.Make(id, DkimAlgorithm.Ed25519, Now).Key.Selector).ToList();

        Assert.Equal(selectors.Count, selectors.Distinct().Count());
        Assert.All(selectors, selector => Assert.Matches("^ed20260310-[0-9a-f]{8}$", selector));
    }

    [Theory]
    [InlineData(DkimAlgorithm.Rsa)]
    [InlineData(DkimAlgorithm.Ed25519)]
    public void Private_key_is_in_nothing_that_may_be_shown(DkimAlgorithm algorithm)
    {
        var made = NewKey.Make(Id("acme.test"), algorithm, Now);
        var secret = made.PrivatePem.Split('\n')[1];
        var key = SigningKey.Read("acme.test", made.Key, made.PrivatePem);

        foreach (var shown in (string[])[made.ToString(), made.Key.ToString(), key.ToString()!, JsonSerializer.Serialize(made.Key), JsonSerializer.Serialize(key)])
            Assert.DoesNotContain(secret[..24], shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DkimAlgorithm.Rsa, DkimAlgorithm.Rsa)]
    [InlineData(DkimAlgorithm.Ed25519, DkimAlgorithm.Ed25519)]
    [InlineData(DkimAlgorithm.Rsa, DkimAlgorithm.Ed25519)]
    [InlineData(DkimAlgorithm.Ed25519, DkimAlgorithm.Rsa)]
    public void Private_key_of_another_record_is_refused(DkimAlgorithm algorithm, DkimAlgorithm other)
    {
        var (key, strange) = (NewKey.Make(Id("acme.test"), algorithm, Now), NewKey.Make(Id("acme.test", "other"), other, Now));

        var fault = Assert.Throws<InvalidDataException>(() => SigningKey.Read("acme.test", key.Key, strange.PrivatePem));

        Assert.Null(fault.InnerException);
        Assert.DoesNotContain(strange.PrivatePem.Split('\n')[1], fault.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a key")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----")]
    public void What_is_no_private_key_is_refused(string text)
    {
        foreach (var algorithm in Enum.GetValues<DkimAlgorithm>())
        {
            var key = NewKey.Make(Id("acme.test"), algorithm, Now).Key;

            Assert.Throws<InvalidDataException>(() => SigningKey.Read("acme.test", key, text));
        }
    }

    private static string Id(string name, string tenant = "default") => DomainId.Of(tenant, name);
}
