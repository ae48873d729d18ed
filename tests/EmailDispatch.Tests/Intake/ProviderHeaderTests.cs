using System.Text;
using EmailDispatch.Access;
using EmailDispatch.Emails;
using EmailDispatch.Intake;

namespace EmailDispatch.Tests.Intake;

/// <summary>Header fields by which an email service takes orders are for those who may act in the name of its account.</summary>
public sealed class ProviderHeaderTests : IntakeTest
{
    private static readonly string[] Domains = ["example.com"];

    [Theory]
    [InlineData("X-SMTPAPI")]
    [InlineData("x-smtpapi")]
    [InlineData("X-MC-PreserveRecipients")]
    [InlineData("X-MSYS-API")]
    [InlineData("X-SES-SOURCE-ARN")]
    [InlineData("X-Mailgun-Recipient-Variables")]
    [InlineData("X-PM-Message-Stream")]
    [InlineData("X-Postmark-Server-Token")]
    [InlineData("X-Mailin-IP")]
    [InlineData("X-MJ-TemplateID")]
    [InlineData("X-SMTP2GO-Track")]
    [InlineData("X-xsMailingId")]
    [InlineData("X-MT-Category")]
    [InlineData("X-MS-Exchange-Organization-SCL")]
    [InlineData("X-VirtualMTA")]
    [InlineData("PoolName")]
    [InlineData("PostBack-Id")]
    [InlineData("ahasend-track-clicks")]
    [InlineData("X-AliDM-Trace")]
    [InlineData("X-Lettermint-Route")]
    [InlineData("X-LM-Metadata-order")]
    [InlineData("X-Maileroo-Track")]
    [InlineData("X-MailPace-Tags")]
    [InlineData("X-Transactional-Route")]
    [InlineData("X-Auth-APIKey")]
    [InlineData("X-Ignore-Unsubscribe")]
    [InlineData("X-Clab-SmartRelay-TrackingDomain")]
    [InlineData("x-ms-acsemail-ignore-duplicate-content-id")]
    public void Restricted_key_may_not_set(string name)
    {
        var read = NewReader().Read(new Submitter("default", Domains), With(name));

        var error = Assert.Single(read.Errors);
        Assert.Equal((EmailFault.Invalid, $"headers.{name}"), (read.Fault, error.Field));
        Assert.Contains("provider_headers", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-Entity-Ref-ID")]
    [InlineData("List-Unsubscribe")]
    [InlineData("In-Reply-To")]
    [InlineData("Auto-Submitted")]
    [InlineData("Feedback-ID")]
    [InlineData("X-Priority")]
    public void Restricted_key_may_set_what_gives_no_orders(string name) =>
        Assert.Empty(NewReader().Read(new Submitter("default", Domains), With(name)).Errors);

    [Fact]
    public void Key_for_some_recipients_may_not_by_default()
    {
        var key = new ApiKey { Id = "1", Name = "", Tenant = "default", Recipients = new() { RedirectTo = "qa@example.com" } };

        Assert.False(key.MaySetProviderHeaders);
    }

    [Fact]
    public void Unrestricted_key_and_drop_may_set_them() => Assert.Empty(NewReader().Read(Submitter, With("X-SMTPAPI")).Errors);

    [Fact]
    public void Email_of_a_batch_is_judged_likewise() =>
        Assert.Equal("headers.X-SMTPAPI", Assert.Single(NewReader().ReadOfBatch(new Submitter("default", Domains), With("X-SMTPAPI")).Errors).Field);

    [Theory]
    [InlineData(null, 0, true)]
    [InlineData(null, 1, false)]
    [InlineData(true, 1, true)]
    [InlineData(false, 0, false)]
    public void Key_decides_and_by_default_its_domains(bool? setting, int domains, bool expected)
    {
        var key = new ApiKey { Id = "1", Name = "", Tenant = "default", ProviderHeaders = setting, FromDomains = [.. Domains.Take(domains)] };

        Assert.Equal(expected, key.MaySetProviderHeaders);
    }

    private static byte[] With(string name) =>
        Encoding.UTF8.GetBytes($$$"""{"from":"a@example.com","to":"b@example.com","subject":"s","text":"t","headers":{"{{{name}}}":"1"}}""");
}
