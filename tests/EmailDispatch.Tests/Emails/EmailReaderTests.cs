using System.Text;
using EmailDispatch.Emails;

namespace EmailDispatch.Tests.Emails;

public sealed class EmailReaderTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    private const string Minimal = """{"from":"a@example.com","to":"b@example.com","subject":"s","text":"t"}""";

    [Fact]
    public void Minimal_email_is_read()
    {
        var result = Read(Minimal);

        Assert.Empty(result.Errors);
        Assert.Equal("a@example.com", result.Email!.From.Address);
        Assert.Equal(["b@example.com"], result.Email.To.Select(address => address.Address));
        Assert.Equal("t", result.Email.Text);
        Assert.Null(result.Email.Html);
    }

    [Theory]
    [InlineData("{\"@\":1}")]
    [InlineData("""{"from":"a@example.com","to":"b@example.com","subject":"s","t@xt":"t"}""")]
    [InlineData("""{"from":"a@example.com","to":"b@example.com","subject":"s","text":"t","headers":{"@":"v"}}""")]
    [InlineData("""{"from":"a@example.com","to":"b@example.com","subject":"s","text":"t","attachments":[{"@":"v"}]}""")]
    [InlineData("""{"from":"a@example.com","to":"b@example.com","subject":"s","text":"t","tags":[{"@":"v"}]}""")]
    public void Name_that_is_not_unicode_is_a_fault(string body)
    {
        // The @ stands for a byte that UTF-8 does not have.
        var json = Encoding.UTF8.GetBytes(body.Replace("a@example", "a.example", StringComparison.Ordinal).Replace("b@example", "b.example", StringComparison.Ordinal));
        var bytes = json.Select(octet => octet == '@' ? (byte)0xFF : octet).ToArray();

        var result = EmailReader.Read(bytes, new EmailLimits(), Now);

        Assert.NotEqual(EmailFault.None, result.Fault);
    }

    [Theory]
    [InlineData("logo", true)]
    [InlineData("<ii_1.2@mail.example.com>", true)]
    [InlineData("a!#$%&'*+-/=?^_`{|}~", true)]
    [InlineData("", true)]
    [InlineData("(x", false)]
    [InlineData("a,b", false)]
    [InlineData("a..b", false)]
    [InlineData("@a", false)]
    [InlineData("a@b@c", false)]
    [InlineData("=?utf-8?q?x?=", false)]
    public void Content_id_is_what_stays_as_it_is_in_a_message(string id, bool isValid)
    {
        var result = Read($$"""{"from":"a@example.com","to":"b@example.com","subject":"s","text":"t","attachments":[{"filename":"f","content":"","content_id":"{{id}}"}]}""");

        Assert.Equal(isValid ? [] : ["attachments[0].content_id"], result.Errors.Select(error => error.Field));
    }

    [Theory]
    [InlineData("""{{0}}""")]
    [InlineData("""{"from":"a@example.com","to":"b@example.com","subject":"s","text":"t","headers":{{0}}}""")]
    [InlineData("""{"from":"a@example.com","to":"b@example.com","subject":"s","text":"t","attachments":[{{0}}]}""")]
    [InlineData("""{"attachments":[{{0}},{"filename":"a","content":""}],"from":"a@example.com","to":"b@example.com","subject":"s","text":"t"}""")]
    public void Number_of_faults_is_limited(string body)
    {
        var faults = string.Join(',', Enumerable.Range(0, 10_000).Select(n => $"\"é{n}\":\"v\""));

        var result = Read(body.Replace("{{0}}", $"{{{faults}}}", StringComparison.Ordinal));

        Assert.Equal(EmailFault.Invalid, result.Fault);
        Assert.Equal(100, result.Errors.Count);
        Assert.DoesNotContain(result.Errors, error => error.Message == "is required");
    }

    [Fact]
    public void Every_content_field_is_read()
    {
        var result = Read("""
            {"from":"Acme <hi@example.com>","to":["a@example.com","\"B, C.\" <b@example.com>"],"cc":"c@example.com","bcc":["d@example.com"],
             "reply_to":["help@example.com"],"subject":"Receipt","html":"<p>Hi</p>","text":"Hi","headers":{"X-Entity-Ref-ID":"1"},
             "attachments":[{"filename":"a.pdf","content":"aGk=","content_type":"application/pdf","content_id":"logo"}],
             "tags":[{"name":"flow","value":"signup"}]}
            """);

        var email = Assert.IsType<Email>(result.Email);
        Assert.Equal(new EmailAddress("hi@example.com", "Acme"), email.From);
        Assert.Equal(new EmailAddress("b@example.com", "B, C."), email.To[1]);
        Assert.Equal(["a@example.com", "b@example.com", "c@example.com", "d@example.com"], email.Recipients().Select(r => r.Address));
        Assert.Equal([new EmailHeader("X-Entity-Ref-ID", "1")], email.Headers);
        Assert.Equal([new Tag("flow", "signup")], email.Tags);
        var attachment = Assert.Single(email.Attachments);
        Assert.Equal("hi"u8.ToArray(), attachment.Content);
        Assert.Equal("logo", attachment.ContentId);
    }

    [Fact]
    public void Null_is_as_absent()
    {
        var result = Read("""{"from":"a@example.com","to":"b@example.com","cc":null,"subject":"s","html":null,"text":"t","attachments":null}""");

        Assert.Empty(result.Errors);
    }

    [Theory]
    [InlineData("", "t", null, "t")]
    [InlineData("<p>h</p>", "", "<p>h</p>", null)]
    [InlineData("", "", "", "")]
    public void Empty_body_beside_another_is_as_absent(string html, string text, string? readHtml, string? readText)
    {
        var email = Read($$"""{"from":"a@example.com","to":"b@example.com","cc":"","bcc":"","reply_to":"","subject":"s","html":"{{html}}","text":"{{text}}"}""").Email!;

        Assert.Equal((readHtml, readText), (email.Html, email.Text));
        Assert.Single(email.Recipients());
    }

    [Fact]
    public void Byte_order_mark_is_skipped()
    {
        byte[] json = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Minimal)];

        var result = EmailReader.Read(json, new EmailLimits(), Now);

        Assert.NotNull(result.Email);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("not json")]
    [InlineData("""{"from":"a@example.com",}""")]
    [InlineData("""{"from":"a@example.com","from":"b@example.com"}""")]
    [InlineData("""{"\ud800":1}""")]
    public void Malformed_json_is_reported(string json)
    {
        var result = Read(json);

        Assert.Equal(EmailFault.Malformed, result.Fault);
        Assert.Single(result.Errors);
    }

    [Fact]
    public void One_response_has_every_fault()
    {
        var result = Read("""{"form":"a@example.com","to":["nobody",7],"headers":{"Subject":"x"},"attachments":[{"filename":"a"}],"tags":[{"name":"a b"}]}""");

        Assert.Equal(EmailFault.Invalid, result.Fault);
        Assert.Equal(
            ["form", "to[0]", "to[1]", "headers.Subject", "attachments[0].content", "tags[0].name", "tags[0].value", "from", "subject", "html"],
            result.Errors.Select(error => error.Field));
    }

    [Theory]
    [InlineData("""{"from":["a@example.com"]}""", "from")]
    [InlineData("""{"from":""}""", "from")]
    [InlineData("""{"to":[]}""", "to")]
    [InlineData("""{"to":{}}""", "to")]
    [InlineData("""{"from":"a@example.com, b@example.com"}""", "from")]
    [InlineData("""{"cc":[null]}""", "cc[0]")]
    [InlineData("""{"subject":1}""", "subject")]
    [InlineData("""{"subject":"a\r\nBcc: x@example.com"}""", "subject")]
    [InlineData("""{"subject":"a\u0000"}""", "subject")]
    [InlineData("""{"subject":"\udc00"}""", "subject")]
    [InlineData("""{"cc":"\udc00"}""", "cc")]
    [InlineData("""{"attachments":[{"filename":"\udc00","content":""}]}""", "attachments[0].filename")]
    [InlineData("""{"attachments":[{"filename":"f","content":{"type":"\udc00","data":[1]}}]}""", "attachments[0].content")]
    [InlineData("""{"attachments":[{"filename":"f","content":{"type":"Buffer","data":"\udc00"}}]}""", "attachments[0].content.data")]
    [InlineData("""{"html":true}""", "html")]
    [InlineData("""{"text":"a\u0000b"}""", "text")]
    [InlineData("""{"headers":[{"X-A":"1"}]}""", "headers")]
    [InlineData("""{"headers":{"X-A":[]}}""", "headers.X-A")]
    [InlineData("""{"headers":{"X-A":["1",2]}}""", "headers.X-A[1]")]
    [InlineData("""{"headers":{"X-A":["1","2\nBcc: x@example.com"]}}""", "headers.X-A[1]")]
    [InlineData("""{"headers":{"X-A":1}}""", "headers.X-A")]
    [InlineData("""{"headers":{"X-A":"1","x-a":"2"}}""", "headers.x-a")]
    [InlineData("""{"headers":{"X A":"1"}}""", "headers.X A")]
    [InlineData("""{"headers":{"X-A":"1\nBcc: x@example.com"}}""", "headers.X-A")]
    [InlineData("""{"attachments":{}}""", "attachments")]
    [InlineData("""{"attachments":["a"]}""", "attachments[0]")]
    [InlineData("""{"attachments":[{"filename":"a","content":"a"}]}""", "attachments[0].content")]
    [InlineData("""{"attachments":[{"filename":"a","content":1}]}""", "attachments[0].content")]
    [InlineData("""{"attachments":[{"filename":"a\u000d","content":""}]}""", "attachments[0].filename")]
    [InlineData("""{"attachments":[{"filename":" ","content":""}]}""", "attachments[0].filename")]
    [InlineData("""{"attachments":[{"filename":"a","content":"","content_type":"pdf"}]}""", "attachments[0].content_type")]
    [InlineData("""{"attachments":[{"filename":"a","content":"","content_type":"message/rfc822"}]}""", "attachments[0].content_type")]
    [InlineData("""{"attachments":[{"filename":"a","content":"","content_type":"text/plain\nX: y"}]}""", "attachments[0].content_type")]
    [InlineData("""{"attachments":[{"filename":"a","content":"","content_id":"a b"}]}""", "attachments[0].content_id")]
    [InlineData("""{"attachments":[{"filename":"a","content":"","size":1}]}""", "attachments[0].size")]
    [InlineData("""{"tags":{"a":"b"}}""", "tags")]
    [InlineData("""{"tags":[{"name":"a","value":"b"},{"name":"a","value":"c"}]}""", "tags[1].name")]
    public void Fault_is_reported_at_its_field(string fragment, string field)
    {
        var result = Read(fragment);

        Assert.Equal(EmailFault.Invalid, result.Fault);
        Assert.Contains(field, result.Errors.Select(error => error.Field));
    }

    [Theory]
    [InlineData("From")]
    [InlineData("to")]
    [InlineData("CC")]
    [InlineData("Bcc")]
    [InlineData("Sender")]
    [InlineData("Reply-To")]
    [InlineData("Date")]
    [InlineData("Subject")]
    [InlineData("Message-ID")]
    [InlineData("Content-Type")]
    [InlineData("content-anything")]
    [InlineData("MIME-Version")]
    [InlineData("DKIM-Signature")]
    [InlineData("Return-Path")]
    [InlineData("Received")]
    public void Header_of_the_message_itself_is_refused(string name)
    {
        var result = Read($$$"""{"headers":{"{{{name}}}":"x"}}""");

        Assert.Contains($"headers.{name}", result.Errors.Select(error => error.Field));
    }

    [Fact]
    public void Fifty_one_recipients_are_refused()
    {
        var to = string.Join(",", Enumerable.Range(0, 40).Select(i => $"\"t{i}@example.com\""));
        var cc = string.Join(",", Enumerable.Range(0, 11).Select(i => $"\"c{i}@example.com\""));

        var result = Read($$"""{"from":"a@example.com","to":[{{to}}],"cc":[{{cc}}],"subject":"s","text":"t"}""");

        Assert.Equal("to", Assert.Single(result.Errors).Field);
    }

    [Fact]
    public void Base64_with_line_breaks_is_read()
    {
        var result = Read("""{"from":"a@example.com","to":"b@example.com","subject":"s","text":"t","attachments":[{"filename":"a","content":"aGVs\r\nbG8="}]}""");

        Assert.Equal("hello"u8.ToArray(), result.Email!.Attachments[0].Content);
    }

    [Theory]
    [InlineData("a.pdf", "application/pdf")]
    [InlineData("a.eml", "application/octet-stream")]
    [InlineData("a", "application/octet-stream")]
    public void Content_type_is_taken_from_the_filename(string filename, string expected)
    {
        var result = Read($$"""{"from":"a@example.com","to":"b@example.com","subject":"s","text":"t","attachments":[{"filename":"{{filename}}","content":""}]}""");

        Assert.Equal(expected, result.Email!.Attachments[0].ContentType);
    }

    [Fact]
    public void Message_over_the_limit_is_too_large_at_its_largest_field()
    {
        var limits = new EmailLimits { MaxMessageBytes = 64 * 1024 };
        var json = $$"""{"from":"a@example.com","to":"b@example.com","subject":"s","text":"{{new string('x', 70_000)}}"}""";

        var result = EmailReader.Read(Encoding.UTF8.GetBytes(json), limits, Now);

        Assert.Equal(EmailFault.TooLarge, result.Fault);
        Assert.Equal("text", Assert.Single(result.Errors).Field);
    }

    private static EmailReadResult Read(string json) => EmailReader.Read(Encoding.UTF8.GetBytes(json), new EmailLimits(), Now);
}
