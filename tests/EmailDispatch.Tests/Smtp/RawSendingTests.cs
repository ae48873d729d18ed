using System.Text;
using EmailDispatch.Sandbox;
using EmailDispatch.Smtp;
using EmailDispatch.Tests.Domains.Signing;
using MimeKit;

namespace EmailDispatch.Tests.Smtp;

/// <summary>A message that is sent as it is, on a real socket.</summary>
public sealed class RawSendingTests
{
    private const string Signed = "MIME-Version: 1.0\nContent-Type: multipart/signed; protocol=\"application/pgp-signature\"; boundary=s\n";
    private const string SignedBody = "--s\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\nGr\u00c3\u00bc\u00c3\u009fe\n--s\nContent-Type: application/pgp-signature\n\nxx\n--s--\n";

    public static TheoryData<string, string> Nasty => new()
    {
        { "Subject:no space\n", "one line" },
        { "subject:   \t folded\n\t  oddly \n  and again  \nX-Empty:\nx-LOWER: a\n", "trailing spaces  \t\n\n\n" },
        { "MIME-Version: 1.0 (comment)\nContent-Type: multipart/mixed;\n boundary=\"a b\"\n", "preamble\n--a b\n\n.\n..\n.dot\n--a b\nContent-Type: text/plain\n\nx\n--a b--  \nepilogue\n\n" },
        { "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n", "--x\nContent-Type: multipart/alternative; boundary=xx\n\n--xx\n\nnever closed\n--x\n\nb" },
        { "Content-Type: text/plain; charset=\"utf-8\nContent-Transfer-Encoding: quoted-printable\n", "=3D=\n =zz broken = \n" },
        { "Content-Type: message/rfc822\n", "Subject: inner\nBcc: kept@x.test\nFrom: b\n\ninner\n" },
        { "DKIM-Signature: v=1; a=rsa-sha256; d=app.test; s=a; h=from; bh=x; b=y\nReceived: from a\n\tby b; x\n", "\n\n" },
        { "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: 8bit\n", "\u00e4\u00f6\u00fc\u0080\u00ff\n" },
        { "Subject: Gr\u00c3\u00bc\u00c3\u009fe\n", "UTF-8 in the header\n" },
        { Signed, SignedBody },
    };

    [Theory]
    [MemberData(nameof(Nasty))]
    public async Task Message_arrives_byte_for_byte(string fields, string body)
    {
        await using var sending = await Sending.StartAsync();
        var message = RawMessage.Of(fields, body);

        var (_, received) = await RawMessage.SendAsync(sending, message);

        Assert.Equal(Ended(message), Encoding.Latin1.GetString(received));
    }

    [Fact]
    public async Task Random_message_arrives_byte_for_byte()
    {
        await using var sending = await Sending.StartAsync();
        for (var seed = 0; seed < TestSize.Of("RAW_MESSAGES", 40); seed++)
        {
            var message = RandomMessage.Of(new Random(seed));

            var (_, received) = await RawMessage.SendAsync(sending, message);

            Assert.True(Ended(message) == Encoding.Latin1.GetString(received), $"seed {seed}");
        }
    }

    [Fact]
    public async Task Missing_fields_are_added_and_nothing_else_changes()
    {
        await using var sending = await Sending.StartAsync();
        var message = Encoding.ASCII.GetBytes("Return-Path: <x@y.test>\r\nFrom: a@example.test\r\nBCC: b@x.test,\r\n c@x.test\r\nX-Tag: flow=signup\r\nSubject: s\r\n\r\nHi\r\n");

        var (_, received) = await RawMessage.SendAsync(sending, message);

        Assert.Matches("^Message-ID: <[0-9a-f-]{36}@example.test>\r\nDate: [^\r]+\r\nFrom: a@example.test\r\nSubject: s\r\n\r\nHi\r\n$", Encoding.ASCII.GetString(received));
    }

    [Theory]
    [InlineData(SmtpExtensions.None, false, false)]
    [InlineData(SmtpExtensions.EightBitMime, true, false)]
    [InlineData(SmtpExtensions.EightBitMime | SmtpExtensions.SmtpUtf8, true, true)]
    public async Task Bits_that_the_server_does_not_take_are_encoded(SmtpExtensions extensions, bool isBodyKept, bool isHeaderKept)
    {
        await using var sending = await Sending.StartAsync(new SandboxServerOptions { Extensions = extensions });
        const string Body = "--b\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\nGr\u00c3\u00bc\u00c3\u009fe\n--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename=\"\u00c3\u00bc.txt\"\n\nplain  \n--b--\n";
        var message = RawMessage.Of("Subject: Gr\u00c3\u00bc\u00c3\u009fe\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n", Body);
        var onlyBody = RawMessage.Of("Subject: s\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n", Body);

        var (_, all) = await RawMessage.SendAsync(sending, message);
        var (_, body) = await RawMessage.SendAsync(sending, onlyBody);

        using var parsed = await MimeMessage.LoadAsync(new MemoryStream(all), TestContext.Current.CancellationToken);
        Assert.Equal("Gr\u00fc\u00dfe", parsed.Subject);
        Assert.Equal("Gr\u00fc\u00dfe", parsed.TextBody!.Trim());
        Assert.Equal("\u00fc.txt", parsed.Attachments.Single().ContentDisposition!.FileName);
        Assert.Equal(isHeaderKept, Ended(message) == Encoding.Latin1.GetString(all));
        Assert.Equal(isBodyKept, Ended(onlyBody) == Encoding.Latin1.GetString(body));
        Assert.Equal(isHeaderKept, !Ascii.IsValid(all));
        Assert.Contains("plain  \r\n", Encoding.Latin1.GetString(all), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signed_part_with_8_bits_fails_at_a_server_that_takes_seven()
    {
        await using var sending = await Sending.StartAsync(new SandboxServerOptions { Extensions = SmtpExtensions.None });

        var (result, _) = await RawMessage.SendAsync(sending, RawMessage.Of(Signed, SignedBody));

        Assert.Equal((SmtpPhase.MailFrom, FaultKind.EightBitMimeNotOffered, false), (result.Phase, result.Reply.Fault, result.Accepted));
        Assert.DoesNotContain("MAIL", sending.Commands(1));
    }

    [Theory]
    [InlineData(SmtpExtensions.All)]
    [InlineData(SmtpExtensions.None)]
    public async Task Signature_covers_what_is_sent(SmtpExtensions extensions)
    {
        await using var sending = await Sending.StartAsync(new SandboxServerOptions { Extensions = extensions });
        var domain = await sending.Signatures.AddAsync("example.test");

        var (_, received) = await RawMessage.SendAsync(sending, RawMessage.Of("Subject: s\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n", "Gr\u00c3\u00bc\u00c3\u009fe\n\n\n"));

        Assert.Single(SigningBench.Verify(received, domain));
    }

    [Fact]
    public async Task Provider_that_rewrites_changes_only_the_sender()
    {
        await using var sending = await Sending.StartAsync();
        (sending.Provider.RewriteFrom, sending.Provider.FromDomains, sending.Provider.DefaultFromAddress) = (true, ["own.test"], "mail@own.test");

        var (_, received) = await RawMessage.SendAsync(sending, RawMessage.Of("Subject:  odd\n"));

        var expected = Ended(RawMessage.Of("Subject:  odd\n")).Replace("From: Ann <ann@example.test>\r\n", "From: Ann <mail@own.test>\r\nReply-To: Ann <ann@example.test>\r\n", StringComparison.Ordinal);
        Assert.Equal(expected, Encoding.ASCII.GetString(received));
        Assert.Equal("mail@own.test", sending.Server.Inbox.After().Single().Sender);
    }

    [Theory]
    [InlineData("\n.\n")]
    [InlineData("\r\n.\r\nMAIL FROM:<evil@x.test>\r\n")]
    [InlineData("\n.\r\nRCPT TO:<evil@x.test>\r\n")]
    public async Task Message_cannot_end_itself(string end)
    {
        await using var sending = await Sending.StartAsync();
        var message = Encoding.Latin1.GetBytes($"Message-ID: <a@b.test>\nDate: x\nFrom: a@example.test\nSubject: s\n\nHi{end}more\n");

        var (_, received) = await RawMessage.SendAsync(sending, message);

        Assert.EndsWith($"Hi{end.ReplaceLineEndings("\r\n")}more\r\n", Encoding.Latin1.GetString(received), StringComparison.Ordinal);
        Assert.Single(sending.Server.Inbox.After());
    }

    private static string Ended(byte[] message)
    {
        var text = Encoding.Latin1.GetString(message);
        return text.EndsWith("\r\n", StringComparison.Ordinal) ? text : text + "\r\n";
    }
}
