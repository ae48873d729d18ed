using System.Globalization;
using EmailDispatch.Suppressions;

namespace EmailDispatch.Tests.Suppressions;

public sealed class SuppressionIdTests
{
    public static TheoryData<string> Keys => [new string('0', 64), new string('f', 64), $"{new string('0', 31)}40{new string('a', 31)}", SuppressionKey.Of("ann@example.com")];

    [Theory]
    [MemberData(nameof(Keys))]
    public void Id_is_a_uuid_of_version_8_that_leads_to_its_key(string key)
    {
        var id = SuppressionId.OfKey(key);

        var uuid = Guid.ParseExact(id.ToString(), "D");
        Assert.Equal(8, uuid.Version);
        Assert.InRange(uuid.Variant, 8, 11);
        Assert.True(SuppressionId.TryParse(id.ToString().ToUpperInvariant(), out var read));
        Assert.Equal(id, read);
        Assert.True(string.CompareOrdinal(Digits(id.Start), key) <= 0);
        Assert.True(id.End is not { } end || string.CompareOrdinal(key, Digits(end)) < 0);
    }

    [Fact]
    public void Ids_sort_like_the_keys()
    {
        var addresses = Enumerable.Range(0, 1_000).Select(n => $"user{n}@example.com").ToList();

        var byKey = addresses.OrderBy(SuppressionKey.Of, StringComparer.Ordinal);
        var byId = addresses.OrderBy(address => SuppressionId.Of(address).ToString(), StringComparer.Ordinal);

        Assert.Equal(byKey, byId);
        Assert.Equal(1_000, addresses.Select(SuppressionId.Of).Distinct().Count());
    }

    [Fact]
    public void Spellings_of_one_address_have_one_id() => Assert.Equal(SuppressionId.Of("Ann@EXAMPLE.com"), SuppressionId.Of("ann@example.com"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ann@example.com")]
    [InlineData("0195a1b2-c3d4-7e5f-8a6b-1c2d3e4f5061")]
    [InlineData("0195a1b2-c3d4-8e5f-ca6b-1c2d3e4f5061")]
    [InlineData("{0195a1b2-c3d4-8e5f-8a6b-1c2d3e4f5061}")]
    [InlineData("0195a1b2c3d48e5f8a6b1c2d3e4f5061")]
    public void Any_other_text_is_no_id(string? text) => Assert.False(SuppressionId.TryParse(text, out _));

    private static string Digits(UInt128 place) => place.ToString("x32", CultureInfo.InvariantCulture);
}
