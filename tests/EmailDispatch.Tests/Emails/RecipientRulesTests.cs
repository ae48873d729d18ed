using EmailDispatch.Emails;

namespace EmailDispatch.Tests.Emails;

public sealed class RecipientRulesTests
{
    private static readonly RecipientRules Listed = new() { DeliverOnlyTo = ["qa@acme.example", "test.acme.example", "*.dev.example", "xn--bcher-kva.example"] };

    [Theory]
    [InlineData("qa@acme.example", true)]
    [InlineData("QA@Acme.Example", true)]
    [InlineData("any@test.acme.example", true)]
    [InlineData("any@one.dev.example", true)]
    [InlineData("any@XN--BCHER-KVA.example", true)]
    [InlineData("any@dev.example", false)]
    [InlineData("qa+1@acme.example", false)]
    [InlineData("customer@acme.example", false)]
    [InlineData("any@eu.test.acme.example", false)]
    [InlineData("any@nottest.acme.example", false)]
    [InlineData("\"qa@acme.example\"@evil.example", false)]
    [InlineData("\"any@test.acme.example\"@evil.example", false)]
    public void Listed_addresses_and_domains_are_allowed(string address, bool expected) => Assert.Equal(expected, Listed.Allow(address));

    [Theory]
    [InlineData("qa@acme.example", true)]
    [InlineData("any@test.acme.example", false)]
    public void Redirection_allows_its_address_alone(string address, bool expected) =>
        Assert.Equal(expected, (Listed with { RedirectTo = "Qa@acme.example" }).Allow(address));

    [Fact]
    public void No_rules_allow_anybody()
    {
        Assert.True(RecipientRules.None.Allow("customer@acme.example"));
        Assert.False(RecipientRules.None.IsRestricted);
    }

    [Fact]
    public void Long_list_is_cut_in_words()
    {
        var rules = new RecipientRules { DeliverOnlyTo = [.. Enumerable.Range(1, 50).Select(n => $"a{n}@acme.example")] };

        Assert.Equal("a1@acme.example, a2@acme.example, a3@acme.example, a4@acme.example, a5@acme.example and 45 more", $"{rules}");
    }
}
