using EmailDispatch.Functions.Api;
using EmailDispatch.Usage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace EmailDispatch.Tests.Functions;

public sealed class UsageQueryReaderTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 3, 25, 0, TimeSpan.Zero);

    [Fact]
    public void Nothing_asked_is_the_last_day_by_the_hour()
    {
        var (query, errors) = Read("");

        Assert.Empty(errors);
        Assert.Equal(new UsageQuery("t", Now.AddHours(-24).AddMinutes(35), Now.AddMinutes(35)), query);
    }

    [Fact]
    public void Range_within_hours_has_the_whole_of_them()
    {
        var (query, errors) = Read("?from=2026-11-20T01:30:00Z&to=2026-11-20T05:30:00%2B02:00&by=tag&interval=day");

        Assert.Empty(errors);
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 1, 0, 0, TimeSpan.Zero), query.From);
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 4, 0, 0, TimeSpan.Zero), query.To);
        Assert.Equal((UsageDimension.Tag, UsageInterval.Day), (query.Dimension, query.Interval));
    }

    [Theory]
    [InlineData("provider,tag", UsageDimension.ProviderTag)]
    [InlineData("tag,provider", UsageDimension.ProviderTag)]
    [InlineData("provider,%20recipient_domain", UsageDimension.ProviderDomain)]
    [InlineData("recipient_domain", UsageDimension.Domain)]
    [InlineData("provider,category", UsageDimension.ProviderCategory)]
    public void Two_dimensions_are_read_in_any_order(string by, UsageDimension dimension)
    {
        var (query, errors) = Read($"?by={by}");

        Assert.Empty(errors);
        Assert.Equal(dimension, query.Dimension);
    }

    [Theory]
    [InlineData("?by=provider_tag", "by")]
    [InlineData("?by=tag,domain", "by")]
    [InlineData("?by=provider,tag,domain", "by")]
    [InlineData("?by=provider,", "by")]
    [InlineData("?by=provider,provider", "by")]
    [InlineData("?by=total,provider", "by")]
    [InlineData("?from=yesterday", "from")]
    [InlineData("?to=9999-12-31T23:59:59Z", "to")]
    [InlineData("?from=2026-11-20&to=2026-11-19", "from")]
    [InlineData("?from=2026-11-20&to=2026-11-20", "from")]
    [InlineData("?from=2026-10-01&to=2026-11-20", "from")]
    [InlineData("?from=2025-10-01&to=2026-11-20&interval=day", "from")]
    [InlineData("?by=recipient", "by")]
    [InlineData("?interval=month", "interval")]
    [InlineData("?tenant=other", "tenant")]
    public void Fault_is_reported_at_its_field(string query, string field) => Assert.Equal(field, Assert.Single(Read(query).Errors).Field);

    [Fact]
    public void Whole_month_by_the_hour_and_year_by_the_day_are_taken()
    {
        Assert.Empty(Read("?from=2026-10-01&to=2026-11-01").Errors);
        Assert.Empty(Read("?from=2025-11-01&to=2026-11-01&interval=day").Errors);
    }

    private static (UsageQuery Query, IReadOnlyList<EmailDispatch.Emails.FieldError> Errors) Read(string query) =>
        UsageQueryReader.Read("t", new QueryCollection(QueryHelpers.ParseQuery(query)), Now);
}
