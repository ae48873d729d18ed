using System.Text;
using EmailDispatch.Domains.Signing;
using EmailDispatch.Emails;
using EmailDispatch.Providers;
using EmailDispatch.Sandbox;
using EmailDispatch.Secrets;
using EmailDispatch.Smtp;
using EmailDispatch.Tests.Domains.Signing;
using MimeKit;

namespace EmailDispatch.Tests.Smtp;

/// <summary>Signatures of composed messages: for whom, over what, and still valid where they arrive.</summary>
public sealed class MessageSignerTests : IDisposable
{
    private readonly SigningBench _bench = new();

    public static TheoryData<string, Email> Emails => new()
    {
        { "plain", Email("Hi") },
        { "empty", Email("") },
        { "lines of dots", Email(".\r\n..\r\n.dot\r\n\r\n.\r\n") },
        { "blanks at the ends", Email("a \t \r\nb  \r\n\r\n\r\n") },
        { "bare line feeds", Email("a\nb\rc\r\n") },
        { "long lines", Email(new string('x', 5_000) + "\r\n" + new string('.', 2_000)) },
        { "beyond ASCII", Email("Grüße 你好 🎉", subject: "Grüße 你好 🎉 " + new string('ü', 300)) },
        { "HTML", Email("Hi") with { Html = $"<p>{new string('y', 3_000)}</p>\r\n.<b>x</b>" } },
        { "many fields", Email("Hi") with
            {
                Cc = [new EmailAddress("c@x.test", "Ça va, \"C\"")],
                ReplyTo = [new EmailAddress("r@acme.test")],
                Headers = [new EmailHeader("In-Reply-To", "<a@x.test>"), new EmailHeader("References", string.Join(' ', Enumerable.Range(0, 60).Select(n => $"<{n}@x.test>"))), new EmailHeader("List-Unsubscribe", "<https://x.test/u>"), new EmailHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")],
            }
        },
        { "attachments", Email("Hi") with { Attachments = [new Attachment("ä.txt", "a\n.\r\nb"u8.ToArray(), "text/plain"), new Attachment("b.bin", new byte[10_000], "application/octet-stream")] } },
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _bench.Dispose();

    [Theory]
    [MemberData(nameof(Emails))]
    public async Task Signature_is_valid_where_the_message_arrives(string kind, Email email)
    {
        foreach (var extensions in (SmtpExtensions[])[SmtpExtensions.All, SmtpExtensions.None])
        {
            await using var sending = await Sending.StartAsync(new() { Extensions = extensions });
            var domain = await sending.Signatures.AddAsync("acme.test", isPublished: true, SigningBench.Tenant, DkimAlgorithm.Rsa, DkimAlgorithm.Ed25519);
            sending.Email = email;

            var result = await sending.SendAsync(email.Text!, ["to@x.test"], Cancellation);

            Assert.True(result.Accepted, $"{kind}: {result.Reply}");
            var received = sending.Server.Inbox.After().Single();
            Assert.Equal(domain.Keys.Select(key => key.Selector).Reverse(), SigningBench.Verify(received.Content.ToArray(), domain));
        }
    }

    [Fact]
    public async Task Message_with_an_address_beyond_ASCII_is_signed()
    {
        await using var sending = await Sending.StartAsync();
        var domain = await sending.Signatures.AddAsync("xn--bcher-kva.test");
        sending.Email = Email("Hi") with { From = new EmailAddress("jürgen@xn--bcher-kva.test", "Jürgen") };

        await sending.SendAsync("用户@x.test");

        Assert.Single(SigningBench.Verify(sending.Server.Inbox.After().Single().Content.ToArray(), domain));
    }

    [Fact]
    public async Task Signature_covers_what_receivers_show_and_From_once_more()
    {
        await _bench.AddAsync("acme.test");
        var email = Email("Grüße") with
        {
            Cc = [new EmailAddress("c@x.test")],
            ReplyTo = [new EmailAddress("r@acme.test")],
            Headers = [new EmailHeader("X-SMTPAPI", "{}"), new EmailHeader("References", "<a@x.test>"), new EmailHeader("List-Unsubscribe", "<https://x.test/u>"), new EmailHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")],
        };

        var signature = (await SignAsync(email)).Headers.Single(header => header.Id == HeaderId.DkimSignature);

        var fields = SigningBench.TagOf(signature, "h").Split(':');
        Assert.Equal(
            ["cc", "content-transfer-encoding", "content-type", "date", "from", "from", "list-unsubscribe", "list-unsubscribe-post", "message-id", "mime-version", "references", "reply-to", "subject", "to"],
            fields.Order(StringComparer.Ordinal));
        Assert.Equal(("acme.test", "relaxed/relaxed", "rsa-sha256", "1773144000"), (SigningBench.TagOf(signature, "d"), SigningBench.TagOf(signature, "c"), SigningBench.TagOf(signature, "a"), SigningBench.TagOf(signature, "t")));
        Assert.DoesNotContain("l=", signature.Value.Split(';', StringSplitOptions.TrimEntries).Select(tag => tag[..2]));
    }

    [Theory]
    [InlineData("AmazonSes", false, false)]
    [InlineData("Resend", false, false)]
    [InlineData("Postmark", false, true)]
    [InlineData("SendGrid", true, true)]
    [InlineData("", true, true)]
    public async Task Fields_that_the_service_replaces_are_not_signed(string preset, bool messageId, bool date)
    {
        await _bench.AddAsync("acme.test");

        using var message = await SignAsync(Email("Hi"), provider: new ProviderOptions { Name = "p", Preset = preset });

        var fields = SigningBench.TagOf(message.Headers.Single(header => header.Id == HeaderId.DkimSignature), "h").Split(':');
        Assert.Equal((messageId, date), (fields.Contains("message-id"), fields.Contains("date")));
    }

    [Fact]
    public async Task Second_From_makes_the_signature_invalid()
    {
        var domain = await _bench.AddAsync("acme.test");
        using var message = await SignAsync(Email("Hi"));
        var forged = Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(SigningBench.Write(message)).Replace("\r\nFrom:", "\r\nFrom: <evil@x.test>\r\nFrom:", StringComparison.Ordinal));

        Assert.ThrowsAny<Exception>(() => SigningBench.Verify(forged, domain));
    }

    [Theory]
    [InlineData("a@acme.test", "default", true)]
    [InlineData("a@ACME.test", "default", true)]
    [InlineData("a@acme.test", "other", false)]
    [InlineData("a@sub.acme.test", "default", false)]
    [InlineData("a@test", "default", false)]
    [InlineData("a@waiting.test", "default", false)]
    [InlineData("a@unknown.test", "default", false)]
    public async Task Only_emails_of_the_tenant_from_the_very_domain_with_a_record_are_signed(string from, string tenant, bool isSigned)
    {
        await _bench.AddAsync("acme.test");
        await _bench.AddAsync("waiting.test", isPublished: false);

        using var message = await SignAsync(Email("Hi") with { From = new EmailAddress(from) }, tenant);

        Assert.Equal(isSigned, message.Headers.Contains(HeaderId.DkimSignature));
    }

    [Fact]
    public async Task Domain_of_two_tenants_is_signed_with_the_key_of_each()
    {
        var (one, two) = (await _bench.AddAsync("acme.test", tenant: "one"), await _bench.AddAsync("acme.test", tenant: "two"));

        using var first = await SignAsync(Email("Hi"), "one");
        using var second = await SignAsync(Email("Hi"), "two");

        Assert.Equal([one.Keys[0].Selector], SigningBench.Verify(SigningBench.Write(first), one));
        Assert.Equal([two.Keys[0].Selector], SigningBench.Verify(SigningBench.Write(second), two));
        Assert.NotEqual(one.Keys[0].Selector, two.Keys[0].Selector);
    }

    [Fact]
    public async Task Row_with_the_selector_of_another_tenant_signs_nothing()
    {
        var victim = await _bench.AddAsync("acme.test", tenant: "victim");
        var thief = await _bench.AddAsync("acme.test", tenant: "thief");
        await _bench.Table.TryReplaceAsync(thief with { Keys = victim.Keys }, Cancellation);
        _bench.Known.Forget("thief");

        using var message = await SignAsync(Email("Hi"), "thief");

        Assert.False(message.Headers.Contains(HeaderId.DkimSignature));
    }

    [Fact]
    public async Task Sender_that_a_provider_rewrites_is_signed_for_its_own_domain()
    {
        var (own, given) = (await _bench.AddAsync("own.example"), await _bench.AddAsync("acme.test"));
        var provider = new ProviderOptions { Name = "p", RewriteFrom = true, DefaultFromAddress = "a@own.example", FromDomains = ["own.example"] };

        using var message = await SignAsync(Email("Hi"), provider: provider);

        Assert.Equal([own.Keys[0].Selector], SigningBench.Verify(SigningBench.Write(message), own, given));
    }

    [Fact]
    public async Task Record_that_disappears_ends_the_signing_and_one_that_returns_begins_it_again()
    {
        var domain = await _bench.AddAsync("acme.test");

        domain = await _bench.AdvanceAsync(domain);
        using var without = await SignAsync(Email("Hi"));
        await _bench.AdvanceAsync(domain, domain.Keys);
        using var again = await SignAsync(Email("Hi"));

        Assert.False(without.Headers.Contains(HeaderId.DkimSignature));
        Assert.True(again.Headers.Contains(HeaderId.DkimSignature));
    }

    [Fact]
    public async Task Email_is_sent_unsigned_while_its_private_key_cannot_be_read()
    {
        await _bench.AddAsync("acme.test");
        _bench.Store.Fault = new CredentialException("The vault does not answer.");

        using var message = await SignAsync(Email("Hi"));

        Assert.False(message.Headers.Contains(HeaderId.DkimSignature));
        Assert.Contains(8108, _bench.Log.Errors);
    }

    [Fact]
    public async Task Previous_key_signs_while_the_new_one_cannot_be_read()
    {
        var domain = await _bench.AddAsync("acme.test");
        using var first = await SignAsync(Email("Hi"));
        var made = await _bench.DomainKeys.MakeAsync(domain, [DkimAlgorithm.Rsa], Cancellation);
        _bench.Store.Fault = new CredentialException("The vault does not answer.");
        await _bench.AdvanceAsync(domain with { Keys = [.. domain.Keys, .. made] }, [.. domain.Keys, .. made]);

        using var second = await SignAsync(Email("Hi"));

        Assert.Equal([domain.Keys[0].Selector], SigningBench.Verify(SigningBench.Write(second), domain));
    }

    [Fact]
    public async Task Message_that_cannot_be_signed_is_sent_as_it_was()
    {
        await _bench.AddAsync("acme.test");
        using var message = MessageComposer.Compose(EmailId.New(TimeProvider.System), Email("Hi"), new ProviderOptions { Name = "p" });
        message.Body = new Unreadable();

        await _bench.Signer.SignAsync(message, SigningBench.Tenant, new ProviderOptions { Name = "p" }, Cancellation);

        Assert.False(message.Headers.Contains(HeaderId.DkimSignature));
        Assert.Equal([7003], _bench.Log.Errors);
    }

    private static Email Email(string text, string subject = "Hi") => new() { From = new EmailAddress("a@acme.test", "Acme"), To = [new EmailAddress("to@x.test")], Subject = subject, Text = text };

    private async Task<MimeMessage> SignAsync(Email email, string tenant = SigningBench.Tenant, ProviderOptions? provider = null)
    {
        var options = provider ?? new ProviderOptions { Name = "p" };
        var message = MessageComposer.Compose(EmailId.New(TimeProvider.System), email, options);
        await _bench.Signer.SignAsync(message, tenant, options, Cancellation);
        return message;
    }

    private sealed class Unreadable : MimeKit.TextPart
    {
        public override void WriteTo(FormatOptions options, Stream stream, bool contentOnly, CancellationToken cancellationToken = default) => throw new InvalidOperationException("Something unforeseen.");
    }
}
