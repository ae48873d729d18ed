using EmailDispatch.Tests.Providers;
using EmailDispatch.Usage;

namespace EmailDispatch.Tests.Usage;

public sealed class UsageCostsTests
{
    [Theory]
    [InlineData(UsageDimension.Provider, "priced", "0.0003")]
    [InlineData(UsageDimension.ProviderStream, "priced,news", "0.0003")]
    [InlineData(UsageDimension.ProviderTag, "priced,flow:a", "0.0003")]
    [InlineData(UsageDimension.ProviderDomain, "priced,example.com", "0.0003")]
    [InlineData(UsageDimension.Provider, "free", "0")]
    [InlineData(UsageDimension.Provider, "unpriced", null)]
    [InlineData(UsageDimension.Provider, "removed", null)]
    [InlineData(UsageDimension.Provider, "(test)", null)]
    [InlineData(UsageDimension.ProviderCategory, "priced,network", null)]
    [InlineData(UsageDimension.Tag, "priced", null)]
    [InlineData(UsageDimension.Total, "", null)]
    public void Cost_is_of_accepted_emails_of_a_provider_with_a_price(UsageDimension dimension, string value, string? cost)
    {
        using var settings = Priced("0.10");

        var found = new UsageCosts(settings.Catalogue).Of(dimension, value, new UsageFigures { Accepted = 9, Attempts = 9, Sent = 3, Failed = 6 });

        Assert.Equal(cost is null ? null : decimal.Parse(cost, System.Globalization.CultureInfo.InvariantCulture), found);
    }

    [Fact]
    public void Cost_is_never_rounded_up_and_the_largest_is_no_overflow()
    {
        using var tiny = Priced("0.0009999");
        using var huge = Priced("100000");

        Assert.Equal(0.000000m, new UsageCosts(tiny.Catalogue).Of(UsageDimension.Provider, "priced", new UsageFigures { Sent = 1 }));
        Assert.Equal(long.MaxValue * 100m, new UsageCosts(huge.Catalogue).Of(UsageDimension.Provider, "priced", new UsageFigures { Sent = long.MaxValue }));
    }

    [Fact]
    public void Sum_leaves_out_what_is_unknown()
    {
        Assert.Equal(3, UsageCosts.Sum([null, 1, null, 2]));
        Assert.Null(UsageCosts.Sum([null, null]));
        Assert.Null(UsageCosts.Sum([]));
    }

    private static SettingsFixture Priced(string price) => new(
        ("0:Name", "priced"), ("0:Host", "smtp.example.com"), ("0:PricePerThousand", price),
        ("1:Name", "unpriced"), ("1:Host", "smtp.example.com"),
        ("2:Name", "free"), ("2:Host", "smtp.example.com"), ("2:PricePerThousand", "0"));
}
