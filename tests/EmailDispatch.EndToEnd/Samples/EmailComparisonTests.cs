using System.Text;

namespace EmailDispatch.EndToEnd.Samples;

/// <summary>Tests the comparison: it accepts a correct message and reports each introduced fault.</summary>
public sealed class EmailComparisonTests
{
    private static readonly string Request = File.ReadAllText(FileNamed("reference.json"));
    private static readonly string Message = Encoding.UTF8.GetString(File.ReadAllBytes(FileNamed("reference.eml")));
    private static readonly ReceivedEnvelope Envelope = new(
        "hi@acme.test",
        ["zoe@example.test", "robin@example.test", "office@example.test", "hidden@example.test"],
        EightBitMime: false,
        SmtpUtf8: false,
        ["MAIL FROM:<hi@acme.test>", "RCPT TO:<zoe@example.test>"]);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_correct_message_has_no_difference()
    {
        var differences = await CompareAsync(Message, Envelope);

        Assert.Empty(differences);
    }

    [Theory]
    [InlineData("_M=C3=BCller?=", "?=", "headers: To is Zoë <zoe@example.test>")]
    [InlineData(",\r\n robin@example.test", "", "headers: To is Zoë Müller <zoe@example.test>; expected")]
    [InlineData("\"Acme, Inc.\" <hi", "Acme <hi", "headers: From is Acme <hi@acme.test>")]
    [InlineData("Cc: office@example.test\r\n", "", "headers: Cc is ;")]
    [InlineData("Reply-To: help@", "Reply-To: sales@", "headers: Reply-To is sales@acme.test")]
    [InlineData("=?utf-8?Q?Gr=C3=B6=C3=9Fe=3A?=", "=?utf-8?Q?Gr=C3=B6?= =?utf-8?Q?sse=3A?=", "headers: Subject is Grösse: your receipt")]
    [InlineData("=?utf-8?Q?Gr=C3=B6=C3=9Fe=3A?=", "=?utf-8?Q?Gr=C3?= =?utf-8?Q?=B6=C3=9Fe=3A?=", "no text by itself")]
    [InlineData("=?utf-8?Q?Zo=C3=AB_M=C3=BCller?=", "\"=?utf-8?Q?Zo=C3=AB_M=C3=BCller?=\"", "encoded word in a quoted string")]
    [InlineData("=?utf-8?Q?Gr=C3=B6=C3=9Fe=3A?=", "Größe:", "beyond ASCII in headers without SMTPUTF8")]
    [InlineData("Subject: ", "Subject: twice\r\nSubject: ", "headers: Subject is there 2 times")]
    [InlineData("X-Entity-Ref-ID: 01981f7c", "X-Entity-Ref-ID: 01981 f7c", "headers: X-Entity-Ref-ID is 01981 f7c")]
    [InlineData("X-Entity-Ref-ID: 01981f7c\r\n", "", "headers: X-Entity-Ref-ID is there 0 times")]
    [InlineData("MIME-Version: 1.0\r\n", "MIME-Version: 1.0\r\nX-Added: 1\r\n", "headers: X-Added was not asked for")]
    [InlineData("Message-ID: <01981f7c@acme.test>\r\n", "", "headers: Message-ID is there 0 times")]
    [InlineData("<01981f7c@acme.test>", "<01981f7c>", "headers: Message-ID <01981f7c> is not of the form")]
    [InlineData("Tue, 01 Jul 2025 10:00:00 +0200", "yesterday", "headers: Date yesterday cannot be read")]
    [InlineData("MIME-Version: 1.0\r\n", "MIME-Version: 1.0\r\nBcc: hidden@example.test\r\n", "bcc: hidden@example.test is in the message")]
    [InlineData("Subject: ", "Subject: =?utf-8?B?SGlkZGVuIFBlcnNvbg==?= ", "bcc: Hidden Person is in the message")]
    public async Task A_fault_in_a_header_is_named(string find, string replacement, string difference)
    {
        var differences = await CompareAsync(Changed(find, replacement), Envelope);

        Assert.Contains(differences, found => found.Contains(difference, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Hi Zo=C3=AB,\r\n.", "Hi Zo=C3=AC,\r\n.", "text: differs at character 5")]
    [InlineData("\r\n.\r\n..dots", "\r\n.\r\n.dots", "text: differs at character 11")]
    [InlineData("\r\n.\r\n..dots", "\r\n..dots", "text: differs at character 9")]
    [InlineData("The end\r\n\r\n", "The end\r\n", "text: differs at character 25 of 26")]
    [InlineData("The end\r\n", "The end=20\r\n", "text: differs at character 25 of 26")]
    [InlineData("The end\r\n", "The end \r\n", "white space ends a quoted-printable line")]
    [InlineData("..dots\r\n\r\nThe", "..dots\r\n\r\n\r\nThe", "text: differs at character 18 of 26")]
    [InlineData("src=3D\"cid:logo\"", "src=3D\"cid:icon\"", "html: differs at character 28")]
    [InlineData("Content-Type: text/html", "Content-Type: text/plain", "text: 2 parts")]
    [InlineData("multipart/alternative", "multipart/mixed", "structure: mixed(related(mixed(")]
    [InlineData("multipart/related", "multipart/mixed", "structure: mixed(mixed(alternative(")]
    [InlineData("--inner--\r\n", "", "defect: ")]
    [InlineData("The end\r\n", "The\nend\r\n", "transport: 1 bare LF")]
    [InlineData("The end\r\n", "The\rend\r\n", "transport: 1 bare CR")]
    [InlineData("The end\r\n", "The \0end\r\n", "transport: 1 NUL")]
    [InlineData("Zo=C3=AB,</p>", "Zoë,</p>", "transport: 8-bit body without BODY=8BITMIME")]
    public async Task A_fault_in_a_body_is_named(string find, string replacement, string difference)
    {
        var differences = await CompareAsync(Changed(find, replacement), Envelope);

        Assert.Contains(differences, found => found.Contains(difference, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("AxDQoyO3JvdyAyDQoz", "AxDQoyO3JvdyAzDQoz", "attachments: Übersicht.csv has other bytes")]
    [InlineData("dyAxMQ0K\r\n", "", "attachments: Übersicht.csv has 114 bytes; expected 120")]
    [InlineData("aWQ7bmFtZQow", "aWQ7bmFtZQ0KMA==", "attachments: Übersicht.csv has ")]
    [InlineData("%C3%9Cbersicht.csv", "Ubersicht.csv", "attachments: file name is Ubersicht.csv")]
    [InlineData("Content-Type: text/csv", "Content-Type: text/tab-separated-values", "attachments: Übersicht.csv has the type text/tab-separated-values")]
    [InlineData("Content-Disposition: attachment", "Content-Disposition: inline", "attachments: Übersicht.csv has the disposition inline")]
    [InlineData("Content-ID: <logo>", "Content-ID: <icon>", "attachments: logo.png has the content id <icon>")]
    [InlineData("Content-ID: <logo>\r\n", "", "attachments: 0 with disposition inline, expected 1")]
    [InlineData("image/png; name=\"logo.png\"", "image/png; name=\"icon.png\"", "filename and name differ")]
    [InlineData("Content-Transfer-Encoding: base64\r\n\r\niVBOR", "Content-Transfer-Encoding: 7bit\r\n\r\niVBOR", "attachments: logo.png has ")]
    public async Task A_fault_in_an_attachment_is_named(string find, string replacement, string difference)
    {
        var differences = await CompareAsync(Changed(find, replacement), Envelope);

        Assert.Contains(differences, found => found.Contains(difference, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_line_of_999_bytes_is_named()
    {
        var differences = await CompareAsync(Changed("X-Entity-Ref-ID: ", $"X-Entity-Ref-ID: {new string('x', 974)}"), Envelope);

        Assert.Contains("transport: a line of 999 bytes", differences);
    }

    [Fact]
    public async Task A_lost_bcc_recipient_is_named()
    {
        var differences = await CompareAsync(Message, Envelope with { Recipients = [.. Envelope.Recipients.SkipLast(1)] });

        Assert.Equal(["envelope: recipient hidden@example.test is missing"], differences);
    }

    [Fact]
    public async Task An_added_and_a_repeated_recipient_are_named()
    {
        var differences = await CompareAsync(
            Message,
            Envelope with { Recipients = [.. Envelope.Recipients, "other@example.test", "zoe@example.test"] });

        Assert.Equal(
            ["envelope: recipient other@example.test was not asked for", "envelope: recipient zoe@example.test came 2 times"],
            differences);
    }

    [Fact]
    public async Task Another_sender_is_named()
    {
        var differences = await CompareAsync(Message, Envelope with { Sender = "bounces@acme.test" });

        Assert.Equal(["envelope: sender is bounces@acme.test, not hi@acme.test"], differences);
    }

    [Fact]
    public async Task A_command_beyond_ascii_without_smtputf8_is_named()
    {
        var envelope = Envelope with { Commands = ["RCPT TO:<zoë@example.test>"] };

        var differences = await CompareAsync(Message, envelope);
        var withSmtpUtf8 = await CompareAsync(Message, envelope with { SmtpUtf8 = true });

        Assert.Single(differences, found => found.Contains("RFC 6531", StringComparison.Ordinal));
        Assert.Empty(withSmtpUtf8);
    }

    [Fact]
    public async Task A_text_made_from_html_needs_every_visible_word()
    {
        var request = Request.Replace("\"text\":", "\"scheduled_at\": null, \"tags_of_text\":", StringComparison.Ordinal)
            .Replace("<p>Hi Zoë,</p>", "<style>p { color: red }</style><p>Hi Zoë, hello</p>", StringComparison.Ordinal);
        var message = Changed("<p>Hi Zo=C3=AB,</p>", "<style>p { color: red }</style><p>Hi Zo=C3=AB, hello<=\r\n/p>");

        var differences = await EmailComparison.DifferencesAsync(request, Received(message, Envelope), Cancellation);

        Assert.Equal(["text: \"hello\" of the html is missing"], differences);
    }

    private static string Changed(string find, string replacement)
    {
        var changed = Message.Replace(find, replacement, StringComparison.Ordinal);
        Assert.NotEqual(Message, changed);
        return changed;
    }

    private static Task<IReadOnlyList<string>> CompareAsync(string message, ReceivedEnvelope envelope) =>
        EmailComparison.DifferencesAsync(Request, Received(message, envelope), Cancellation);

    private static ReceivedMessage Received(string message, ReceivedEnvelope envelope) => new(envelope, Encoding.UTF8.GetBytes(message));

    private static string FileNamed(string name) => RepositoryPath.Of("tests", "EmailDispatch.EndToEnd", "Samples", name);
}
