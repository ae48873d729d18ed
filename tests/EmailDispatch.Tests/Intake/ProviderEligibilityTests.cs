using System.Text;
using EmailDispatch.Emails;
using EmailDispatch.Intake;
using EmailDispatch.Intake.Attachments;
using EmailDispatch.Queueing;
using EmailDispatch.Senders;
using EmailDispatch.Storage;
using EmailDispatch.Templates;
using EmailDispatch.Tests.Providers;
using EmailDispatch.Tests.Providers.State;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Tests.Intake;

public sealed class ProviderEligibilityTests
{
    [Theory]
    [InlineData("Streams", "marketing", "stream", "can be sent by no provider: a: serves the stream marketing only, not transactional")]
    [InlineData("FromDomains", "example.org", "from", "can be sent by no provider: a: sends from example.org only, not from example.com")]
    [InlineData("MaxRecipients", "1", "to", "can be sent by no provider: a: takes 1 recipients at most, the email has 2")]
    [InlineData("Tenants", "two", "", "can be sent by no provider: none serves the tenant one")]
    public void Email_that_the_only_provider_could_never_take_is_refused(string key, string value, string field, string message)
    {
        var read = Read([("0:Name", "a"), ("0:Host", "a.example.com"), ($"0:{key}", value)]);

        Assert.Equal(EmailFault.NoEligibleProvider, read.Fault);
        Assert.Equal([new FieldError(field, message)], read.Errors);
    }

    [Fact]
    public void Every_provider_is_explained_but_those_of_other_tenants()
    {
        var read = Read(
        [
            ("0:Name", "a"), ("0:Host", "a.example.com"), ("0:Streams", "marketing"),
            ("1:Name", "b"), ("1:Host", "b.example.com"), ("1:FromDomains", "example.org"),
            ("2:Name", "secret"), ("2:Host", "c.example.com"), ("2:Tenants", "two"),
        ]);

        var error = Assert.Single(read.Errors);
        Assert.Equal("", error.Field);
        Assert.Contains("a: serves", error.Message, StringComparison.Ordinal);
        Assert.Contains("b: sends", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_large_an_email_is_told_the_largest_limit()
    {
        var read = Read(
            [("0:Name", "a"), ("0:Host", "a.example.com"), ("0:MaxMessageBytes", "70000"), ("1:Name", "b"), ("1:Host", "b.example.com"), ("1:MaxMessageBytes", "80000"), ("2:Name", "c"), ("2:Host", "c.example.com"), ("2:MaxMessageBytes", "90000"), ("2:Tenants", "two")],
            text: new string('x', 90_000));

        Assert.Equal(EmailFault.NoEligibleProvider, read.Fault);
        Assert.Contains("at most 80,000 are taken, by b", Assert.Single(read.Errors).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("b", "cannot be b: it serves the stream marketing only, not transactional")]
    [InlineData("c", "must be one of a, b, not c")]
    [InlineData("a", null)]
    public void Provider_that_was_asked_for_must_be_there_and_fit(string provider, string? message)
    {
        var read = Read(
            [("0:Name", "a"), ("0:Host", "a.example.com"), ("1:Name", "b"), ("1:Host", "b.example.com"), ("1:Streams", "marketing")],
            more: $",\"provider\":\"{provider}\"");

        Assert.Equal(message is null ? [] : [new FieldError("provider", message)], read.Errors);
    }

    [Theory]
    [InlineData("mail@example.org", "mail@example.net", true)]
    [InlineData("mail@example.org", "mail@example.com", false)]
    [InlineData("mail@example.org", null, false)]
    public void Email_of_a_domain_that_no_provider_has_is_advised(string first, string? second, bool isAdvised)
    {
        (string, string)[] providers = [("0:Name", "a"), ("0:Host", "a.example.com"), ("0:DefaultFromAddress", first), ("1:Name", "b"), ("1:Host", "b.example.com")];

        var read = Read(second is null ? providers : [.. providers, ("1:DefaultFromAddress", second)]);

        Assert.Equal(isAdvised, read.Advice.Contains(Advice.FromDomainMismatch));
    }

    [Fact]
    public void Disabled_provider_may_come_back_and_refuses_nothing()
    {
        var read = Read([("0:Name", "a"), ("0:Host", "a.example.com"), ("0:Enabled", "false")]);

        Assert.NotNull(read.Email);
    }

    [Theory]
    [InlineData(null, EmailFault.NoEligibleProvider)]
    [InlineData("example.com", EmailFault.None)]
    public void Test_addresses_need_no_provider(string? testDomain, EmailFault expected)
    {
        var read = Read([("0:Name", "a"), ("0:Host", "a.example.com"), ("0:Tenants", "two")], testDomain: testDomain);

        Assert.Equal(expected, read.Fault);
    }

    [Theory]
    [InlineData("example.com", true)]
    [InlineData("*.example.com", false)]
    [InlineData("example.org", false)]
    public void Submitter_is_kept_to_the_domains_they_may_send_from(string domain, bool allowed)
    {
        var read = Read([("0:Name", "a"), ("0:Host", "a.example.com")], domains: [domain]);

        Assert.Equal(allowed ? EmailFault.None : EmailFault.FromNotAllowed, read.Fault);
        Assert.Equal(allowed ? [] : ["from"], read.Errors.Select(error => error.Field));
    }

    private static EmailReadResult Read((string Key, string Value)[] providers, string text = "t", string more = "", string[]? domains = null, string? testDomain = null)
    {
        using var settings = new SettingsFixture(providers);
        using var attachments = new AttachmentFetcher(
            Options.Create(new AttachmentFetchOptions()), Options.Create(new EmailLimits()), TimeProvider.System, NullLogger<AttachmentFetcher>.Instance);
        var senders = new SenderRules(new ConfigurationBuilder().Build());
        var blobs = new MemoryBlobs();
        var links = new AttachmentLinks(senders, new LinkedFileStore(blobs, new ReadLinks(blobs, TimeProvider.System)), Options.Create(new AttachmentLinkOptions()), TimeProvider.System);
        var reader = new SubmissionReader(new ProviderEligibility(settings.Catalogue, new TestAddresses(Options.Create(new TestAddressOptions { Domain = testDomain }))), attachments, links, new PublishedTemplates(new TemplateTable(new MemoryTables()), TimeProvider.System), senders, Options.Create(new EmailLimits()), TimeProvider.System, NullLogger<SubmissionReader>.Instance);
        var json = $$"""{"from":"a@example.com","to":["b@example.com","c@example.com","B@example.com"],"subject":"s","text":"{{text}}"{{more}}}""";
        return reader.Read(new Submitter("one", domains ?? []), Encoding.UTF8.GetBytes(json));
    }
}
