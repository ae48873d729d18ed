using EmailDispatch.Emails;
using EmailDispatch.Providers;

namespace EmailDispatch.Tests.Providers;

public sealed class ProviderChooserTests
{
    private static readonly ProviderSelection Selection = new() { Tenant = "one", FromDomain = "example.com", Bytes = 100_000, Recipients = 10 };

    public static TheoryData<string, string, ProviderExclusionReason> Exclusions => new()
    {
        { "Enabled", "false", ProviderExclusionReason.Disabled },
        { "Drain", "true", ProviderExclusionReason.Disabled },
        { "Tenants", "two", ProviderExclusionReason.Tenant },
        { "Streams", "marketing", ProviderExclusionReason.Stream },
        { "FromDomains", "example.org", ProviderExclusionReason.FromDomain },
        { "MaxMessageBytes", "99999", ProviderExclusionReason.Size },
        { "MaxRecipients", "9", ProviderExclusionReason.Recipients },
    };

    [Theory]
    [MemberData(nameof(Exclusions))]
    public void Provider_that_does_not_fit_is_left_out_with_the_reason(string key, string value, ProviderExclusionReason reason)
    {
        using var settings = new SettingsFixture(("0:Name", "a"), ("0:Host", "a.example.com"), ($"0:{key}", value), ("1:Name", "b"), ("1:Host", "b.example.com"));

        var choice = settings.Catalogue.Choose(Selection);

        Assert.Equal(["b"], choice.Candidates.Select(p => p.Name));
        Assert.Equal(("a", reason), choice.LeftOut.Select(e => (e.Provider, e.Reason)).Single());
        Assert.StartsWith("a: ", choice.Explain(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public void Provider_of_another_tenant_is_not_named_to_the_tenant(string enabled)
    {
        using var settings = new SettingsFixture(("0:Name", "a"), ("0:Host", "a.example.com"), ("0:Tenants", "two"), ("0:Enabled", enabled), ("1:Name", "b"), ("1:Host", "b.example.com"), ("1:Enabled", "false"));

        var choice = settings.Catalogue.Choose(Selection);

        Assert.Equal(["b"], choice.LeftOutOfTenant.Select(e => e.Provider));
        Assert.StartsWith("a: does not serve the tenant one", choice.Explain(), StringComparison.Ordinal);
    }

    [Fact]
    public void Unaligned_provider_is_passed_over_while_another_may_send()
    {
        using var settings = new SettingsFixture(("0:Name", "a"), ("0:Host", "a.example.com"), ("1:Name", "b"), ("1:Host", "b.example.com"));

        var one = settings.Catalogue.Choose(Selection with { Unaligned = ["a"] });
        var both = settings.Catalogue.Choose(Selection with { Unaligned = ["a", "b"] });

        Assert.Equal(["b"], one.Candidates.Select(p => p.Name));
        Assert.Equal(("a", ProviderExclusionReason.Alignment), one.LeftOut.Select(e => (e.Provider, e.Reason)).Single());
        Assert.Equal(["a", "b"], both.Candidates.Select(p => p.Name).Order());
    }

    [Theory]
    [InlineData("Tenants", "two,one")]
    [InlineData("Streams", "marketing,transactional")]
    [InlineData("FromDomains", "example.org,example.com")]
    [InlineData("MaxMessageBytes", "100000")]
    [InlineData("MaxRecipients", "10")]
    public void Provider_that_fits_is_a_candidate(string key, string value)
    {
        using var settings = new SettingsFixture(("0:Name", "a"), ("0:Host", "a.example.com"), ($"0:{key}", value));

        Assert.Single(settings.Catalogue.Choose(Selection).Candidates);
    }

    [Theory]
    [InlineData("example.com", "example.com", true)]
    [InlineData("example.com", "EXAMPLE.com", true)]
    [InlineData("example.com", "mail.example.com", false)]
    [InlineData("*.example.com", "mail.example.com", true)]
    [InlineData("*.example.com", "a.b.example.com", true)]
    [InlineData("*.example.com", "example.com", false)]
    [InlineData("*.example.com", "badexample.com", false)]
    [InlineData("bücher.example", "xn--bcher-kva.example", true)]
    [InlineData("xn--bcher-kva.example", "BÜCHER.example", true)]
    [InlineData("*.bücher.example", "post.xn--bcher-kva.example", true)]
    public void From_domains_are_compared_as_DNS_does(string pattern, string domain, bool fits)
    {
        using var settings = new SettingsFixture(("0:Name", "a"), ("0:Host", "a.example.com"), ("0:FromDomains", pattern));

        Assert.Equal(fits, settings.Catalogue.Choose(Selection with { FromDomain = domain }).Candidates.Any());
    }

    [Fact]
    public void Provider_that_rewrites_the_author_takes_other_domains_as_well()
    {
        using var settings = new SettingsFixture(
            ("0:Name", "a"), ("0:Host", "a.example.com"), ("0:FromDomains", "example.org"), ("0:DefaultFromAddress", "post@example.org"), ("0:RewriteFrom", "true"));

        var provider = Assert.Single(settings.Catalogue.Choose(Selection).Candidates);

        Assert.True(provider.Rewrites("example.com"));
        Assert.False(provider.Rewrites("example.org"));
    }

    [Fact]
    public void Provider_that_was_asked_for_is_the_only_one()
    {
        using var settings = new SettingsFixture(("0:Name", "a"), ("0:Host", "a.example.com"), ("1:Name", "b"), ("1:Host", "b.example.com"));

        var choice = settings.Catalogue.Choose(Selection with { Provider = "b" });

        Assert.Equal(["b"], choice.Candidates.Select(p => p.Name));
        Assert.Equal(ProviderExclusionReason.NotRequested, choice.LeftOut.Single().Reason);
    }

    [Fact]
    public void Lower_priority_figures_come_first_whatever_the_weights()
    {
        using var settings = new SettingsFixture(
            ("0:Name", "a"), ("0:Host", "a.example.com"), ("0:Priority", "2"), ("0:Weight", "1000"),
            ("1:Name", "b"), ("1:Host", "b.example.com"), ("1:Priority", "1"), ("1:Weight", "0"));

        Assert.All(Draw(settings.Catalogue, 50), order => Assert.Equal("b,a", order));
    }

    [Fact]
    public void Equals_share_emails_in_proportion_to_their_weights()
    {
        using var settings = Weighted(("a", 3), ("b", 1), ("c", 0));

        var orders = Draw(settings.Catalogue, 4000).GroupBy(o => o).ToDictionary(g => g.Key, g => g.Count());

        // The recipients are always the same ones. Four standard deviations of a binomial with p = 3/4 are 110.
        Assert.Equal(["a,b,c", "b,a,c"], orders.Keys.Order());
        Assert.InRange(orders["a,b,c"], 2890, 3110);
    }

    [Fact]
    public void Recipient_keeps_its_order_and_a_changed_weight_moves_no_more_than_it_must()
    {
        using var before = Weighted(("a", 1), ("b", 1), ("c", 1));
        using var after = Weighted(("a", 2), ("b", 1), ("c", 1));
        var recipients = Enumerable.Range(0, 1000).Select(n => $"r{n}@example.com").ToList();

        Assert.All(recipients, recipient => Assert.Equal(OrderFor(before.Catalogue, recipient), OrderFor(before.Catalogue, recipient.ToUpperInvariant())));
        Assert.All(recipients.Where(r => OrderFor(before.Catalogue, r)[0] != OrderFor(after.Catalogue, r)[0]), recipient => Assert.Equal('a', OrderFor(after.Catalogue, recipient)[0]));
    }

    [Fact]
    public void Without_weight_a_provider_is_used_when_there_is_no_other()
    {
        using var settings = Weighted(("a", 0), ("b", 0));

        Assert.All(Draw(settings.Catalogue, 20), order => Assert.Equal("a,b", order));
    }

    [Fact]
    public void Selection_of_an_email_knows_its_domain_and_size()
    {
        var email = new Email { From = new EmailAddress("a@example.com"), To = [new EmailAddress("b@example.org")], Subject = "", Text = new string('x', 5000) };

        var selection = ProviderSelection.For("one", email, recipients: 1);

        Assert.Equal(("one", "example.com", "transactional", 1), (selection.Tenant, selection.FromDomain, selection.Stream, selection.Recipients));
        Assert.InRange(selection.Bytes, 5000, 7000);
    }

    private static SettingsFixture Weighted(params (string Name, int Weight)[] providers) => new(
        [.. providers.SelectMany((p, i) => new (string, string)[] { ($"{i}:Name", p.Name), ($"{i}:Host", "smtp.example.com"), ($"{i}:Weight", $"{p.Weight}") })]);

    private static IEnumerable<string> Draw(ProviderCatalogue catalogue, int times) =>
        Enumerable.Range(0, times).Select(n => OrderFor(catalogue, $"r{n}@example.com"));

    private static string OrderFor(ProviderCatalogue catalogue, string recipient) =>
        string.Join(',', catalogue.Choose(Selection with { Recipient = recipient }).Candidates.Select(p => p.Name));
}
