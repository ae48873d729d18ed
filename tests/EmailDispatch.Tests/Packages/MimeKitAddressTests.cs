using MimeKit;

namespace EmailDispatch.Tests.Packages;

public sealed class MimeKitAddressTests
{
    [Theory]
    [InlineData(null, "a@example.test", " a@example.test")]
    [InlineData("", "a@example.test", " a@example.test")]
    [InlineData("Ann Example", "a@example.test", " Ann Example <a@example.test>")]
    [InlineData("Example, Ann", "a@example.test", " \"Example, Ann\" <a@example.test>")]
    [InlineData("Ann \"A.\" Example", "a@example.test", " \"Ann \\\"A.\\\" Example\" <a@example.test>")]
    [InlineData("Dr. Ann", "a@example.test", " \"Dr. Ann\" <a@example.test>")]
    [InlineData("山田 太郎", "a@example.test", " =?utf-8?b?5bGx55SwIOWkqumDjg==?= <a@example.test>")]
    [InlineData("Jörg, IT", "a@example.test", " =?utf-8?b?SsO2cmcs?= IT <a@example.test>")]
    [InlineData(null, "a@bücher.test", " a@xn--bcher-kva.test")]
    [InlineData(null, "user+tag@example.test", " user+tag@example.test")]
    [InlineData(null, "\"quoted local\"@example.test", " \"quoted local\"@example.test")]
    public void Mailbox_is_written_in_ascii(string? name, string address, string expected)
    {
        using var message = new MimeMessage();
        message.To.Add(new MailboxAddress(name, address));

        var value = MimeKitText.Field(message, "To");

        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("山田 太郎", "用户@例え.test", " 山田 太郎 <用户@例え.test>")]
    [InlineData("Example, Ann", "a@example.test", " \"Example, Ann\" <a@example.test>")]
    [InlineData(null, "a@bücher.test", " a@bücher.test")]
    public void International_mailbox_is_written_raw(string? name, string address, string expected)
    {
        using var message = new MimeMessage();
        message.To.Add(new MailboxAddress(name, address));

        var value = MimeKitText.Field(message, "To", international: true);

        Assert.Equal(expected, value);
    }

    [Fact]
    public void Fifty_mailboxes_are_folded_at_their_blanks()
    {
        var mailboxes = Enumerable.Range(10, 50).Select(i => $"User {i} <user{i}@example.test>").ToList();
        using var message = new MimeMessage();
        message.To.AddRange(mailboxes.Select(MailboxAddress.Parse));

        var value = MimeKitText.Field(message, "To");

        Assert.StartsWith(" User 10 <user10@example.test>, User 11 <user11@example.test>, User 12\r\n\t<user12@", value, StringComparison.Ordinal);
        Assert.All(value.Split("\r\n"), line => Assert.True(line.Length <= 78));
        Assert.Equal(string.Join(", ", mailboxes), value.Replace("\r\n\t", " ", StringComparison.Ordinal).Replace("\r\n", "", StringComparison.Ordinal).Trim());
    }

    [Fact]
    public void Address_that_no_longer_fits_is_put_on_the_next_line()
    {
        using var message = new MimeMessage();
        message.To.Add(new MailboxAddress("A rather long name of a customer of ours", "a.rather.long.address@mail.example.test"));

        var value = MimeKitText.Field(message, "To");

        Assert.Equal(" A rather long name of a customer of ours\r\n\t<a.rather.long.address@mail.example.test>", value);
    }

    [Theory]
    [InlineData("a@example.test", "a", "example.test", false)]
    [InlineData("a@xn--bcher-kva.test", "a", "bücher.test", true)]
    [InlineData("\"a b\"@[192.0.2.1]", "\"a b\"", "[192.0.2.1]", false)]
    [InlineData("local", "local", "", false)]
    [InlineData("用户@example.test", "用户", "example.test", true)]
    public void Address_has_its_parts(string text, string local, string domain, bool international)
    {
        var mailbox = new MailboxAddress(null, text);

        Assert.Equal(local, mailbox.LocalPart);
        Assert.Equal(domain, mailbox.Domain);
        Assert.Equal(international, mailbox.IsInternational);
    }

    [Theory]
    [InlineData(" a@example.test")]
    [InlineData("a b@example.test")]
    [InlineData("a@")]
    [InlineData("@example.test")]
    [InlineData("a@b@c")]
    [InlineData("a..b@example.test")]
    [InlineData("a@example..test")]
    [InlineData("a@b,c@d")]
    [InlineData("<a@example.test>")]
    [InlineData("\"open@example.test")]
    public void Address_that_is_none_is_refused(string text)
    {
        void Act() => _ = new MailboxAddress(null, text);

        Assert.Throws<ParseException>(Act);
    }

    [Fact]
    public void Encoded_addrspec_has_the_domain_in_punycode()
    {
        var mailbox = new MailboxAddress("Ann", "a@bücher.test");

        Assert.Equal("a@xn--bcher-kva.test", mailbox.GetAddress(idnEncode: true));
        Assert.Equal("a@bücher.test", mailbox.GetAddress(idnEncode: false));
        Assert.Equal("a@xn--bcher-kva.test", MailboxAddress.EncodeAddrspec("a@bücher.test"));
        Assert.Equal("\"Ann\" <a@bücher.test>", mailbox.ToString());
    }

    [Theory]
    [InlineData("Ann <a@example.test>", "Ann", "a@example.test")]
    [InlineData("\"Example, Ann\" <a@example.test>", "Example, Ann", "a@example.test")]
    [InlineData("a@example.test", "", "a@example.test")]
    public void Mailbox_is_read(string text, string name, string address)
    {
        var read = MailboxAddress.TryParse(text, out var mailbox);

        Assert.True(read);
        Assert.Equal((name, address), (mailbox!.Name, mailbox.Address));
    }

    [Fact]
    public void Recipients_are_to_cc_and_bcc_once_each_where_asked()
    {
        using var message = new MimeMessage();
        message.To.Add(new MailboxAddress("A", "a@example.test"));
        message.Cc.Add(new MailboxAddress("B", "b@example.test"));
        message.Bcc.Add(new MailboxAddress("A again", "A@EXAMPLE.TEST"));

        Assert.Equal(["a@example.test", "b@example.test", "A@EXAMPLE.TEST"], message.GetRecipients().Select(mailbox => mailbox.Address));
        Assert.Equal(["a@example.test", "b@example.test"], message.GetRecipients(onlyUnique: true).Select(mailbox => mailbox.Address));
    }
}
