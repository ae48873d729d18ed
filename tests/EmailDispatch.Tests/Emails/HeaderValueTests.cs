using System.Text;
using System.Text.Json.Nodes;
using EmailDispatch.Emails;
using EmailDispatch.Providers;
using EmailDispatch.Smtp;
using EmailDispatch.Tests.Smtp;
using MimeKit;

namespace EmailDispatch.Tests.Emails;

/// <summary>The values of header fields, from the request to the bytes of the message.</summary>
public sealed class HeaderValueTests
{
    [Theory]
    [InlineData("X-SMTPAPI", """{"category":["receipt","billing"],"unique_args":{"order":"1001","cust":"4711"}}""")]
    [InlineData("X-Mailgun-Variables", """{"my_message_id": 123, "a": "b"}""")]
    [InlineData("Feedback-ID", "campaign-0123456789-0123456789-0123456789:customer-0123456789-0123456789:transactional:acme")]
    [InlineData("List-Id", "Acme News <news.acme.test>")]
    [InlineData("X-Odd", "a                                                                                                    b")]
    [InlineData("X-Empty", "")]
    public void Ascii_stays_as_it_is(string name, string value)
    {
        Assert.Equal(value, Unfold(Compose(name, value)));
    }

    [Theory]
    [InlineData("X-SMTPAPI", 900)]
    [InlineData("X-A", 993)]
    public void Value_without_a_blank_is_one_line(string name, int length)
    {
        var value = new string('x', length);

        Assert.Equal($" {value}", Compose(name, value));
    }

    [Fact]
    public void References_are_folded_at_blanks()
    {
        var value = string.Join(' ', Enumerable.Range(0, 40).Select(n => $"<{n}.0123456789abcdef@mail.example.test>"));

        var field = Compose("References", value);

        Assert.Equal(value, Unfold(field));
        Assert.All(field.Split("\r\n"), line => Assert.InRange(line.Length, 1, 76));
    }

    [Theory]
    [InlineData("List-Unsubscribe", "<https://acme.test/abmelden/ü>")]
    [InlineData("list-help", "<https://acme.test/ü>")]
    [InlineData("References", "<ü@acme.test>")]
    [InlineData("In-Reply-To", "<ü@acme.test>")]
    [InlineData("List-Id", "News <ü.acme.test>")]
    [InlineData("List-Id", "Größe")]
    public void Non_ascii_structured_header_is_rejected(string name, string value)
    {
        var error = Assert.Single(Read(name, value).Errors);

        Assert.Equal($"headers.{name}", error.Field);
        Assert.Contains("ASCII", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Größe <news.acme.test>")]
    [InlineData("\"Größe, neu\" <news.acme.test>")]
    public void List_id_keeps_its_id_bare(string value)
    {
        var field = Unfold(Compose("List-Id", value));

        Assert.EndsWith("?= <news.acme.test>", field, StringComparison.Ordinal);
        Assert.StartsWith("=?utf-8?", field, StringComparison.Ordinal);
    }

    [Fact]
    public void Non_ascii_json_is_escaped()
    {
        var field = Unfold(Compose("X-Mailgun-Variables", """{"name":"Jürgen 😀","word":"=?utf-8?q?x?="}"""));

        Assert.Equal("""{"name":"J\u00fcrgen \ud83d\ude00","word":"\u003d?utf-8?q?x?="}""", field);
        Assert.Equal("Jürgen 😀", JsonNode.Parse(field)!["name"]!.GetValue<string>());
        Assert.Equal("=?utf-8?q?x?=", JsonNode.Parse(field)!["word"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("X-SMTPAPI", 988)]
    [InlineData("Feedback-ID", 2_000)]
    [InlineData("References", 1_500)]
    public void Value_that_cannot_be_folded_is_refused(string name, int length)
    {
        var error = Assert.Single(Read(name, new string('x', length)).Errors);

        Assert.Equal($"headers.{name}", error.Field);
        Assert.Contains("998", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_have_at_most_998_octets_and_only_ascii()
    {
        string[] texts = [new('x', 2_000), new('ü', 1_900), $"a{new string(' ', 1_500)}b", string.Concat(Enumerable.Repeat("=?utf-8?q?x?= ", 100)).Trim()];
        string[] names = [new('x', 500), new('"', 500), new('\\', 500), new('ü', 500), string.Concat(Enumerable.Repeat("a\" ", 160)).Trim()];
        foreach (var text in texts)
        {
            foreach (var name in names)
            {
                var email = new Email { From = new EmailAddress("a@example.com", name), To = [new EmailAddress("b@example.com", name)], Subject = text, Text = "t" };

                var message = MimeKitText.Write(MessageComposer.Compose(EmailId.New(TimeProvider.System), email, new ProviderOptions()));

                Assert.All(message.Split("\r\n"), line => Assert.InRange(line.Length, 0, 998));
                Assert.True(message.All(char.IsAscii));
            }
        }
    }

    [Theory]
    [InlineData("""<img src="cid:logo">""", "inline")]
    [InlineData("""<img src='CID:logo'>""", "inline")]
    [InlineData("<div style=\"background:url(cid:logo)\">", "inline")]
    [InlineData("<img src=cid:l%6Fgo>", "inline")]
    [InlineData("<img src=\"cid:logo2\">", "attachment")]
    [InlineData("<p>logo</p>", "attachment")]
    public void File_that_the_html_does_not_show_is_an_attachment(string html, string disposition)
    {
        var email = new Email
        {
            From = new EmailAddress("a@example.com", null),
            To = [new EmailAddress("b@example.com", null)],
            Subject = "s",
            Html = html,
            Attachments = [new Attachment("a.pdf", [1], "application/pdf", "logo")],
        };

        var message = MessageComposer.Compose(EmailId.New(TimeProvider.System), email, new ProviderOptions());

        var file = Assert.Single(message.BodyParts.OfType<MimePart>(), part => part.FileName == "a.pdf");
        Assert.Equal((disposition, "logo"), (file.ContentDisposition!.Disposition, file.ContentId));
        Assert.Equal(disposition == "inline" ? "related" : "mixed", message.Body!.ContentType.MediaSubtype);
    }

    [Fact]
    public void Inline_content_id_is_another_name_of_content_id()
    {
        var result = EmailReader.Read(
            """{"from":"a@example.com","to":"b@example.com","subject":"s","text":"t","attachments":[{"filename":"a.png","content":"","inline_content_id":"logo"}]}"""u8.ToArray(),
            new EmailLimits(),
            DateTimeOffset.UnixEpoch);

        Assert.Equal("logo", Assert.Single(result.Email!.Attachments).ContentId);
    }

    private static string Unfold(string field) => field.Replace("\r\n", "", StringComparison.Ordinal)[1..];

    private static string Compose(string name, string value)
    {
        var result = Read(name, value);
        Assert.Empty(result.Errors);
        return MimeKitText.Field(MessageComposer.Compose(EmailId.New(TimeProvider.System), result.Email!, new ProviderOptions()), name);
    }

    private static EmailReadResult Read(string name, string value)
    {
        var request = new JsonObject { ["from"] = "a@example.com", ["to"] = "b@example.com", ["subject"] = "s", ["text"] = "t", ["headers"] = new JsonObject { [name] = value } };
        return EmailReader.Read(Encoding.UTF8.GetBytes(request.ToJsonString()), new EmailLimits(), DateTimeOffset.UnixEpoch);
    }
}
