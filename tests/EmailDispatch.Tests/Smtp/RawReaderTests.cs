using System.Text;
using EmailDispatch.Emails;
using EmailDispatch.Smtp;

namespace EmailDispatch.Tests.Smtp;

public sealed class RawReaderTests
{
    public static TheoryData<string, string> Faulty => new()
    {
        { "From: a@x.test\nTo: b@x.test\n\n\0", "raw" },
        { "From: a@x.test\nTo: b@x.test\n\na\rb\n", "raw" },
        { "From: a@x.test\r\r\nTo: b@x.test\n\n", "raw" },
        { "From a@x.test Tue\nFrom: a@x.test\nTo: b@x.test\n\n", "raw" },
        { "From : a@x.test\nTo: b@x.test\n\n", "raw" },
        { " From: a@x.test\nTo: b@x.test\n\n", "raw" },
        { "From: a@x.test\n \t\nTo: b@x.test\n\n", "raw" },
        { "From: a@x.test\nno colon\nTo: b@x.test\n\n", "raw" },
        { "From: a@x.test\nTo: b@x.test\nX: \u0001\n\n", "raw" },
        { $"From: a@x.test\nTo: b@x.test\nX: {new string('x', 999)}\n\n", "raw" },
        { $"From: a@x.test\nTo: b@x.test\n{string.Concat(Enumerable.Repeat("X: x\n", 1_001))}\n", "raw" },
        { $"From: a@x.test\nTo: b@x.test\n{string.Concat(Enumerable.Repeat($"X: {new string('x', 900)}\n", 200))}\n", "raw" },
        { $"From: a@x.test\nTo: b@x.test\n{string.Concat(Enumerable.Repeat("Received: by mail.test\n", 101))}\n", "raw" },
        { "To: b@x.test\n\n", "from" },
        { "From: a@x.test\nfrom: a@x.test\nTo: b@x.test\n\n", "From" },
        { "From: nobody\nTo: b@x.test\n\n", "from" },
        { "From: team: a@x.test;\nTo: b@x.test\n\n", "from" },
        { "From: a@x.test (<evil@y.test>)\nTo: b@x.test\n\n", "from" },
        { "From: evil@y.test <a@x.test>\nTo: b@x.test\n\n", "from" },
        { "From: a@x.test\nSender: nobody\nTo: b@x.test\n\n", "Sender" },
        { "From: a@x.test\n\n", "to" },
        { "From: a@x.test\nTo: undisclosed-recipients:;\n\n", "to" },
        { "From: a@x.test\nTo: b@localhost\n\n", "to[0]" },
        { $"From: a@x.test\nTo: {string.Join(",\n ", Enumerable.Range(0, 51).Select(n => $"b{n}@x.test"))}\n\n", "to" },
        { "From: a@x.test\nTo: b@x.test\nX-Stream: No Good\n\n", "X-Stream" },
        { "From: a@x.test\nTo: b@x.test\nX-Stream: a\nX-Stream: b\n\n", "X-Stream" },
        { "From: a@x.test\nTo: b@x.test\nX-Scheduled-At: whenever\n\n", "X-Scheduled-At" },
        { "From: a@x.test\nTo: b@x.test\nX-Delivery: twice\n\n", "X-Delivery" },
        { "From: a@x.test\nTo: b@x.test\nX-Provider: ???\n\n", "X-Provider" },
        { "From: a@x.test\nTo: b@x.test\nX-Tag: a b\n\n", "X-Tag[0].value" },
    };

    [Theory]
    [MemberData(nameof(Faulty))]
    public void Fault_is_named(string message, string field)
    {
        var read = RawMessage.Read(Encoding.Latin1.GetBytes(message));

        Assert.Null(read.Email);
        Assert.Contains(read.Errors, error => error.Field == field);
    }

    [Theory]
    [InlineData("part", 1_100, 1)]
    [InlineData("depth", 40, 1)]
    [InlineData("depth", 20_000, 1)]
    [InlineData("field", 11_000, 1)]
    public void Message_made_to_exhaust_the_parser_is_refused(string kind, int count, int faults)
    {
        var body = kind switch
        {
            "part" => string.Concat(Enumerable.Repeat("--b\n\n\n", count)),
            "field" => "--b\n" + string.Concat(Enumerable.Repeat("X: x\n", count)) + "\n",
            _ => string.Concat(Enumerable.Range(0, count).Select(n => $"--b{(n == 0 ? "" : n - 1)}\nContent-Type: multipart/mixed; boundary=b{n}\n\n")),
        };

        var read = RawMessage.Read(RawMessage.Of("Content-Type: multipart/mixed; boundary=b\n", body));

        Assert.Equal((faults, "raw"), (read.Errors.Count, read.Errors[0].Field));
    }

    [Fact]
    public void Fields_for_the_dispatcher_are_read_and_taken_out()
    {
        var read = RawMessage.Read(RawMessage.Of("X-Tag: flow=signup\nx-tag: vip\nX-Stream: marketing\nX-Scheduled-At: 2026-03-11T12:00:00Z\nX-Delivery: at_most_once\nX-Provider: ses\nResend-Idempotency-Key: k\nX-Tags: kept\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\n"));

        var email = read.Email!;
        Assert.Equal([new Tag("flow", "signup"), new Tag("tag", "vip")], email.Tags);
        Assert.Equal(("marketing", RawMessage.Now.AddDays(1), Delivery.AtMostOnce, "ses", "k", "Gr\u00fc\u00dfe"), (email.Stream, email.ScheduledAt, email.Delivery, email.Provider, read.IdempotencyKey, email.Subject));
        Assert.Equal(RawMessage.Of("X-Tags: kept\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\n"), email.Raw);
    }

    [Fact]
    public void Envelope_decides_and_the_header_says_who_sees_whom()
    {
        var message = RawMessage.Of("Cc: \"Doe, Jane\" <jane@x.test>, away@x.test\nBcc: not@x.test\n");

        var email = RawMessage.Read(message, "hidden@x.test", "JANE@x.test", "to@x.test", "to@x.test").Email!;
        var without = RawMessage.Read(message).Email!;

        Assert.Equal(("to@x.test", "\"Doe, Jane\" <JANE@x.test>", "hidden@x.test"), (email.To.Single().ToString(), email.Cc.Single().ToString(), email.Bcc.Single().ToString()));
        Assert.Equal(["to@x.test", "jane@x.test", "away@x.test", "not@x.test"], without.Recipients().Select(recipient => recipient.Address));
        Assert.DoesNotContain("not@x.test", Encoding.ASCII.GetString(email.Raw!), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Type: text/html\n", "quoted-printable")]
    [InlineData("Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n", "base64")]
    public void Overlong_line_is_encoded(string fields, string encoding)
    {
        var body = encoding == "base64" ? Convert.ToBase64String(Encoding.ASCII.GetBytes(new string('x', 1_200))) : new string('x', 1_200);

        var raw = RawMessage.Read(RawMessage.Of("X-Odd:  kept  \n" + fields, body)).Email!.Raw!;

        var text = Encoding.ASCII.GetString(raw);
        Assert.Equal(0, RawEncoding.FindLongLine(raw));
        Assert.Contains("X-Odd:  kept  \r\n", text, StringComparison.Ordinal);
        Assert.Contains($"Content-Transfer-Encoding: {encoding}\r\n", text, StringComparison.Ordinal);
        using var parsed = RawStructure.Parse(raw);
        Assert.Equal(new string('x', 1_200), DecodedText.Of((MimeKit.MimePart)parsed.Body!));
    }

    [Fact]
    public void Overlong_line_of_a_signed_part_is_refused()
    {
        var body = $"--s\nContent-Type: text/plain\n\n{new string('x', 1_200)}\n--s\nContent-Type: application/pgp-signature\n\nx\n--s--\n";

        var read = RawMessage.Read(RawMessage.Of("MIME-Version: 1.0\nContent-Type: multipart/signed; protocol=\"application/pgp-signature\"; boundary=s\n", body));

        Assert.Equal("raw", Assert.Single(read.Errors).Field);
    }

    [Fact]
    public void Message_id_of_another_email_here_is_not_taken()
    {
        var other = EmailId.New(TimeProvider.System);

        var email = RawMessage.Read(Encoding.ASCII.GetBytes($"From: a@x.test\nTo: b@x.test\nMessage-ID: <{other}@x.test>\nX-Email-Dispatch: {other}_victim\n\n")).Email!;

        Assert.Null(email.MessageId);
        Assert.DoesNotContain(other.ToString(), Encoding.ASCII.GetString(email.Raw!), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-Email-Dispatch: 0195a1b2-c3d4-7e5f-8a6b-1c2d3e4f5061\r\n")]
    [InlineData("Message-ID: <0195a1b2-c3d4-7e5f-8a6b-1c2d3e4f5061@x.test>\r\n")]
    public void Message_that_comes_back_again_and_again_is_refused(string sentWith)
    {
        var read = RawMessage.Read(Encoding.ASCII.GetBytes("From: a@x.test\r\nTo: b@x.test\r\n\r\n"));
        Assert.DoesNotContain("Received", Encoding.ASCII.GetString(read.Email!.Raw!), StringComparison.Ordinal);

        var rounds = 0;
        for (; read.Email is not null && rounds < 1_000; rounds++)
            read = RawMessage.Read([.. Encoding.ASCII.GetBytes(sentWith), .. read.Email.Raw!]);

        Assert.Equal((102, "raw"), (rounds, Assert.Single(read.Errors).Field));
    }

    [Fact]
    public void Header_in_latin_1_becomes_encoded_words()
    {
        var email = RawMessage.Read(RawMessage.Of("Subject: Gr\u00fc\u00dfe\n")).Email!;

        Assert.Equal("Gr\u00fc\u00dfe", email.Subject);
        Assert.True(Ascii.IsValid(email.Raw));
    }
}
