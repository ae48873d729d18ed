using EmailDispatch.Emails;
using EmailDispatch.Providers;

namespace EmailDispatch.Tests.Providers;

public sealed class ReferenceHeaderTests
{
    private static readonly EmailId Id = EmailId.New(ManualTime.At("2026-03-10T12:00:00Z"));
    private static readonly string Reference = $"{Id}_acme";

    [Theory]
    [InlineData("AmazonSes", "X-SES-MESSAGE-TAGS", "email_dispatch=$")]
    [InlineData("SendGrid", "X-SMTPAPI", """{"unique_args":{"email_dispatch":"$"}}""")]
    [InlineData("Mailgun", "X-Mailgun-Variables", """{"email_dispatch":"$"}""")]
    [InlineData("Postmark", "X-PM-Metadata-email-dispatch", "$")]
    [InlineData("Brevo", "X-Mailin-custom", """{"email_dispatch":"$"}""")]
    [InlineData("MailerSend", "X-MailerSend-Tags", "$")]
    [InlineData("Mandrill", "X-MC-Metadata", """{"email_dispatch":"$"}""")]
    [InlineData("Resend", "X-Email-Dispatch", "$")]
    public void Provider_is_told_the_reference_in_the_field_that_it_gives_back(string preset, string name, string value)
    {
        var header = Assert.Single(With(preset).Headers);

        Assert.Equal((name, value.Replace("$", Reference, StringComparison.Ordinal)), (header.Name, header.Value));
    }

    [Theory]
    [InlineData("AmazonSes", "x-ses-message-tags", "campaign=a, email_dispatch=forged", "campaign=a, email_dispatch=$")]
    [InlineData("SendGrid", "X-SmtpApi", """{"category":"c","unique_args":{"a":"1","email_dispatch":"forged"}}""", """{"category":"c","unique_args":{"a":"1","email_dispatch":"$"}}""")]
    [InlineData("SendGrid", "X-SMTPAPI", """{"unique_args":[1]}""", """{"unique_args":{"email_dispatch":"$"}}""")]
    [InlineData("Mailgun", "X-Mailgun-Variables", """{"a":{"b":1}}""", """{"a":{"b":1},"email_dispatch":"$"}""")]
    [InlineData("Brevo", "X-Mailin-custom", "custom_header_1:value|custom_header_2:value", "custom_header_1:value|custom_header_2:value")]
    [InlineData("Brevo", "X-Mailin-custom", "[1]", "[1]")]
    [InlineData("Mandrill", "X-MC-Metadata", """{"a":1,"a":2}""", """{"email_dispatch":"$"}""")]
    [InlineData("Mandrill", "X-MC-Metadata", """{"a":1,"email_dispatch":"forged","email_dispatch":"forged"}""", """{"email_dispatch":"$"}""")]
    [InlineData("SendGrid", "X-SMTPAPI", """{"unique_args":{"email_dispatch":"forged"},}""", """{"unique_args":{"email_dispatch":"$"}}""")]
    [InlineData("SendGrid", "X-SMTPAPI", """{"unique_args":{"email_dispatch":"forged"},"unique_args":{}}""", """{"unique_args":{"email_dispatch":"$"}}""")]
    [InlineData("Mailgun", "X-Mailgun-Variables", "not JSON", """{"email_dispatch":"$"}""")]
    [InlineData("Brevo", "X-Mailin-custom", """ {"email_dispatch":"forged","email_dispatch":"forged"}""", """{"email_dispatch":"$"}""")]
    [InlineData("Brevo", "X-Mailin-custom", """{"email_dispatch":"forged","a":[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]}""", """{"email_dispatch":"$"}""")]
    [InlineData("AmazonSes", "X-SES-MESSAGE-TAGS", "EMAIL_dispatch =forged,a=1", "a=1, email_dispatch=$")]
    [InlineData("MailerSend", "X-MailerSend-Tags", "0190a1b2-c3d4-7e5f-8a6b-1c2d3e4f5061_acme, \"0190A1B2-c3d4-7e5f-8a6b-1c2d3e4f5061\", one", "one, $")]
    [InlineData("MailerSend", "X-MailerSend-Tags", "one, two", "one, two, $")]
    [InlineData("MailerSend", "X-MailerSend-Tags", "1,2,3,4,5", "1, 2, 3, 4, 5")]
    [InlineData("Postmark", "x-pm-metadata-email-dispatch", "forged", "$")]
    [InlineData("Resend", "x-email-dispatch", "forged", "$")]
    public void Field_of_the_caller_is_kept_with_the_reference_and_without_any_other(string preset, string name, string given, string expected)
    {
        var header = Assert.Single(With(preset, new EmailHeader(name, given)).Headers);

        Assert.Equal(expected.Replace("$", Reference, StringComparison.Ordinal), header.Value);
    }

    [Fact]
    public void Other_fields_stay()
    {
        var headers = With("Postmark", new EmailHeader("X-Entity-Ref-ID", "1"), new EmailHeader("X-PM-Tag", "t")).Headers;

        Assert.Equal(["X-Entity-Ref-ID", "X-PM-Tag", "X-PM-Metadata-email-dispatch"], headers.Select(header => header.Name));
    }

    [Fact]
    public void Provider_that_reports_no_events_is_told_nothing()
    {
        var email = NewEmail();

        Assert.Same(email, email.WithReference(new EmailReference(Id, "acme"), new ProviderOptions { Preset = "Postmark" }));
        Assert.Same(email, email.WithReference(new EmailReference(Id, "acme"), new ProviderOptions { EventsSecret = "s" }));
    }

    [Fact]
    public void Field_of_the_settings_wins()
    {
        var email = NewEmail();
        var provider = new ProviderOptions { Preset = "Mandrill", EventsSecret = "s", Headers = new Dictionary<string, string> { ["x-mc-metadata"] = "{}" } };

        Assert.Same(email, email.WithReference(new EmailReference(Id, "acme"), provider));
    }

    [Theory]
    [InlineData("acme")]
    [InlineData("a-1")]
    public void Reference_is_read_back(string tenant)
    {
        Assert.True(EmailReference.TryParse(new EmailReference(Id, tenant).ToString(), out var read));

        Assert.Equal(new EmailReference(Id, tenant), read);
    }

    [Fact]
    public void Reference_with_a_tenant_that_is_too_long_is_the_id_alone()
    {
        Assert.True(EmailReference.TryParse(new EmailReference(Id, new string('t', 64)).ToString(), out var read));

        Assert.Equal(new EmailReference(Id, null), read);
    }

    [Theory]
    [InlineData("_acme", "")]
    [InlineData("", "_")]
    [InlineData("", "_ACME")]
    [InlineData("", "_a|b")]
    [InlineData("", "_a b")]
    [InlineData("", "acme")]
    [InlineData(" ", "")]
    public void What_is_no_reference_is_refused(string before, string after) => Assert.False(EmailReference.TryParse($"{before}{Id}{after}", out _));

    [Theory]
    [InlineData("<$@example.com>", true)]
    [InlineData("$@example.com", true)]
    [InlineData(" <$@example.com> ", true)]
    [InlineData("<$_acme@example.com>", false)]
    [InlineData("<other@example.com>", false)]
    [InlineData("$", false)]
    [InlineData(null, false)]
    public void Message_id_of_ours_is_recognised(string? text, bool expected) =>
        Assert.Equal(expected, EmailReference.TryParseMessageId(text?.Replace("$", Id.ToString(), StringComparison.Ordinal), out _));

    [Fact]
    public void Repeated_field_of_the_caller_is_replaced()
    {
        var headers = With("Mandrill", new EmailHeader("X-MC-Metadata", "{}"), new EmailHeader("x-mc-metadata", "{\"email_dispatch\":\"forged\"}")).Headers;

        Assert.Equal($"{{\"email_dispatch\":\"{Reference}\"}}", Assert.Single(headers).Value);
    }

    [Fact]
    public void Hostile_json_is_replaced()
    {
        var deep = $"{{\"a\":{new string('[', 5_000)}";

        Assert.Equal($"{{\"email_dispatch\":\"{Reference}\"}}", Assert.Single(With("Mailgun", new EmailHeader("X-Mailgun-Variables", deep)).Headers).Value);
    }

    private static Email With(string preset, params EmailHeader[] headers) => (NewEmail() with { Headers = headers })
        .WithReference(new EmailReference(Id, "acme"), new ProviderOptions { Preset = preset, EventsSecret = preset == "AmazonSes" ? "" : "s", EventsTopic = preset == "AmazonSes" ? "t" : "" });

    private static Email NewEmail() => new() { From = new EmailAddress("a@example.com"), To = [new EmailAddress("b@example.com")], Subject = "" };
}
