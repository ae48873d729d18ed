using EmailDispatch.Providers;

namespace EmailDispatch.Tests.Providers;

public sealed class SenderDomainsTests
{
    [Theory]
    [InlineData("", "", "", false)]
    [InlineData("", "", "apikey", false)]
    [InlineData("", "", "ann@gmail.com", true)]
    [InlineData("", "", "ann@shop.example", false)]
    [InlineData("", "", "postmaster@mg.shop.example", false)]
    [InlineData("", "", "ann@myshop.example", true)]
    [InlineData("", "", "ann@SHOP.example", false)]
    [InlineData("", "mail@other.example", "", true)]
    [InlineData("shop.example", "mail@other.example", "", false)]
    [InlineData("other.example", "mail@other.example", "", true)]
    [InlineData("*.shop.example", "mail@other.example", "", true)]
    [InlineData("other.example", "", "ann@shop.example", false)]
    public void Provider_that_tells_domains_mismatches_all_others(string fromDomains, string defaultFrom, string username, bool mismatches)
    {
        var provider = new ProviderOptions
        {
            Name = "p",
            FromDomains = fromDomains.Split(',', StringSplitOptions.RemoveEmptyEntries),
            DefaultFromAddress = defaultFrom,
            Username = username,
        };

        Assert.Equal(mismatches, SenderDomains.Mismatches(provider, "shop.example"));
    }
}
