using System.Text;
using System.Text.Json;
using EmailDispatch.Emails;
using EmailDispatch.Providers;
using EmailDispatch.Smtp;

namespace EmailDispatch.Tests.Smtp;

/// <summary>What intake accepts can be composed: an exception at dispatch would come too late for whoever sent the email.</summary>
public sealed class ComposabilityTests
{
    private static readonly int Cases = TestSize.Of("COMPOSE_CASES", 2_000);

    private static readonly string[] Pieces =
    [
        "", " ", "\t", ".", "/", "./x", "x/", "a/b", "text/plain", "application/pdf", "; charset=utf-8", "; charset=\"", "; charset=a; charset=b", "; name*0*=utf-8''%ZZ", "; a=\"\\\"\"", ";", "=", "\"", "\\",
        "(", ")", "<", ">", "[", "]", ":", ",", ";;", "@", "a@b.test", "<a@b.test>", "=?utf-8?q?x?=", "=?x?b?====?=", "=?", "?=", "''", "%00", "%ZZ", "*", "&", "#", "$", "{\"a\":1}", "ü", "日本語", "😀", "\u202E", "\u200B",
        "\u00A0", "\uFFFD", "\uFFFF", "\u0085", "\u2028", "\u007F", "a", "A1", "-", "--", "_", "x".PadRight(80, 'x'), "é".PadRight(300, 'é'), "a b ".PadRight(1_200, 'c'), "../../etc", "CON", "0", "'",
    ];

    private static readonly string[] HeaderNames =
        ["X-A", "References", "In-Reply-To", "List-Unsubscribe", "List-Id", "Disposition-Notification-To", "Authentication-Results", "Importance", "Priority", "X-Priority", "X-MSMail-Priority", "Keywords", "Comments", "Original-Message-ID", "ARC-Seal", "Autocrypt", "Resent-Reply-To", "Resent-Bcc", "Encoding", "-", "A'b", "X-\"", "!", "DKIM-Signature2", "List-Archive", "Errors-To", "Newsgroups", "Path"];

    [Theory]
    [InlineData("./x")]
    [InlineData("text/.x")]
    [InlineData("-a/b")]
    [InlineData("a/b; charset=a; charset=b")]
    [InlineData("a/b; c")]
    [InlineData("a/b; name*0*=utf-8''%ZZ")]
    [InlineData("a/b/c")]
    [InlineData("application/pdf;")]
    [InlineData("text/plain; charset=\"a\\\"b\"")]
    public void Content_type_is_refused_or_can_be_composed(string type)
    {
        var read = Read(new { from = "a@b.test", to = "c@d.test", subject = "s", text = "t", attachments = new[] { new { filename = "a", content = "", content_type = type } } });

        if (read.Email is { } email)
            Compose(email);
        else
            Assert.Equal("attachments[0].content_type", Assert.Single(read.Errors).Field);
    }

    [Fact]
    public void Type_that_begins_with_a_dot_is_refused()
    {
        var read = Read(new { from = "a@b.test", to = "c@d.test", subject = "s", text = "t", attachments = new[] { new { filename = "a", content = "", content_type = "./x" } } });

        Assert.Equal([new FieldError("attachments[0].content_type", "must be a media type such as application/pdf")], read.Errors);
    }

    [Fact]
    public void Whatever_is_accepted_can_be_composed()
    {
        var (random, accepted) = (new Random(20_261_126), 0);
        for (var n = 0; n < Cases; n++)
        {
            // One field is hostile, so that the others do not get the email refused.
            var read = Read(Hostile(random));
            if (read.Email is not { } email)
                continue;

            accepted++;
            Assert.Null(MessageComposer.FindFault(email));
            Compose(email);
        }

        Assert.InRange(accepted, Cases / 10, Cases);
    }

    [Fact]
    public void What_cannot_be_composed_is_told_as_a_fault()
    {
        var email = new Email
        {
            From = new EmailAddress("a@b.test"),
            To = [new EmailAddress("c@d.test")],
            Subject = "s",
            Text = "t",
            Attachments = [new Attachment("a", [], "./x")],
        };

        Assert.StartsWith("cannot be written as a message: ", MessageComposer.FindFault(email)?.Message, StringComparison.Ordinal);
    }

    private static EmailReadResult Read(object body) => EmailReader.Read(JsonSerializer.SerializeToUtf8Bytes(body), new EmailLimits(), DateTimeOffset.UnixEpoch);

    private static void Compose(Email email)
    {
        foreach (var provider in new[] { new ProviderOptions { Name = "p" }, new ProviderOptions { Name = "p", RewriteFrom = true, FromDomains = ["other.test"], DefaultFromAddress = "x@other.test" } })
        {
            using var message = MessageComposer.Compose(EmailId.New(TimeProvider.System), email, provider);
            using var text = new MemoryStream();
            message.WriteTo(text);
            var header = Encoding.UTF8.GetString(text.ToArray()).ReplaceLineEndings("\n").Split("\n\n")[0];
            Assert.DoesNotContain('\0', header);
        }
    }

    private static Dictionary<string, object?> Hostile(Random random)
    {
        var email = new Dictionary<string, object?> { ["from"] = "a@b.test", ["to"] = "c@d.test", ["subject"] = "s", ["html"] = "<p>h" };
        var text = string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ => Pieces[random.Next(Pieces.Length)]));
        var field = random.Next(14);
        switch (field)
        {
            case 0: email["subject"] = text; break;
            case 1: email["from"] = $"\"{text}\" <a@b.test>"; break;
            case 2: email["from"] = $"{text} <a@b.test>"; break;
            case 3: email["to"] = $"x{text}@b.test"; break;
            case 4: email["to"] = $"a@{text}.test"; break;
            case 5: email["reply_to"] = $"{text}<\"{text}\"@b.test>"; break;
            case 6: email["cc"] = text; break;
            case 7: email["unsubscribe_url"] = $"https://b.test/{text}"; break;
            case 8: email["unsubscribe_mailto"] = $"a@b.test?subject={text}"; break;
            case 9: email["headers"] = new Dictionary<string, string> { [HeaderNames[random.Next(HeaderNames.Length)]] = text }; break;
            case 10: email["headers"] = new Dictionary<string, string> { [text] = text }; break;
            default:
                var (name, type, id) = (field == 11 ? text : "a.txt", field == 12 ? $"a/b{text}" : null, field == 13 ? $"a{text}" : null);
                email["attachments"] = new[] { new Dictionary<string, string?> { ["filename"] = name, ["content"] = "aGk=", ["content_type"] = random.Next(2) == 0 && type is not null ? text : type, ["content_id"] = id } };
                break;
        }

        return email;
    }
}
