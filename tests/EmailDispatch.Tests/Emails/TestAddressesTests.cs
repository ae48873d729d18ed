using System.ComponentModel.DataAnnotations;
using EmailDispatch.Emails;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Tests.Emails;

public sealed class TestAddressesTests
{
    [Theory]
    [InlineData("bounced@test.acme.example", true)]
    [InlineData("Bounced+user1@TEST.Acme.Example", true)]
    [InlineData("\"bounced@acme.example\"@test.acme.example", true)]
    [InlineData("bounced@eu.test.acme.example", false)]
    [InlineData("bounced@acme.example", false)]
    [InlineData("bounced@nottest.acme.example", false)]
    [InlineData("\"a@test.acme.example\"@acme.example", false)]
    [InlineData("test.acme.example@acme.example", false)]
    public void Address_of_exactly_the_domain_is_one(string address, bool expected) => Assert.Equal(expected, Of("Test.acme.example").Contains(address));

    [Theory]
    [InlineData("bücher.example")]
    [InlineData("BÜCHER.example")]
    [InlineData("xn--bcher-kva.example")]
    public void Non_ascii_domain_is_compared_in_ascii(string domain)
    {
        Assert.True(Of(domain).Contains("a@xn--bcher-kva.example"));
        Assert.True(Of(domain).Contains("a@bücher.example"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Without_a_domain_there_are_no_test_addresses(string? domain) => Assert.False(Of(domain).Contains("bounced@test.acme.example"));

    [Theory]
    [InlineData("suppressed@test.example", true)]
    [InlineData("Suppressed+a@test.example", true)]
    [InlineData("suppressionlist@test.example", true)]
    [InlineData("suppressed@acme.example", false)]
    [InlineData("suppressionlist@acme.example", false)]
    [InlineData("bounced@test.example", false)]
    public void Suppressed_simulates_the_do_not_send_list(string address, bool expected) => Assert.Equal(expected, Of("test.example").IsSuppressed(address));

    [Theory]
    [InlineData("test", "must be a domain")]
    [InlineData("*.acme.example", "must be a domain")]
    [InlineData("a@acme.example", "must be a domain")]
    [InlineData("test_.example", "must be a domain")]
    [InlineData("gmail.com", "has mailboxes")]
    [InlineData("test.acme.example", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Setting_is_checked(string? domain, string? fault)
    {
        var results = new List<ValidationResult>();
        var options = new TestAddressOptions { Domain = domain };

        var isValid = Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);

        Assert.Equal(fault is null, isValid);
        Assert.All(results, result => Assert.Contains(fault!, result.ErrorMessage!, StringComparison.Ordinal));
    }

    private static TestAddresses Of(string? domain) => new(Options.Create(new TestAddressOptions { Domain = domain }));
}
