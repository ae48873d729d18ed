using System.Text.Json;
using EmailDispatch.Emails;
using EmailDispatch.Emails.Advising;
using EmailDispatch.Providers;
using EmailDispatch.Smtp;
using EmailDispatch.Tests.Smtp;

namespace EmailDispatch.Tests.Emails;

public sealed class UnsubscribeTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("https://shop.example/u?id=1&t=a,b", null, "<https://shop.example/u?id=1&t=a,b>", true)]
    [InlineData(null, "leave@shop.example", "<mailto:leave@shop.example>", false)]
    [InlineData(null, "MAILTO:leave@shop.example?subject=leave%20list", "<mailto:leave@shop.example?subject=leave%20list>", false)]
    [InlineData("https://shop.example/u", "leave+7@shop.example", "<https://shop.example/u>, <mailto:leave+7@shop.example>", true)]
    public void Ways_out_are_header_fields_and_one_click_takes_https(string? url, string? mailto, string expected, bool isOneClick)
    {
        var email = Read(url, mailto).Email!;

        Assert.Equal(expected, Unfold(Header(email, "List-Unsubscribe")));
        Assert.Equal(isOneClick ? "List-Unsubscribe=One-Click" : null, Unfold(Header(email, "List-Unsubscribe-Post")));
    }

    [Fact]
    public void Long_address_is_neither_broken_nor_encoded()
    {
        var url = $"https://shop.example/{new string('x', 870)}";

        var header = Header(Read(url, "leave@shop.example").Email!, "List-Unsubscribe")!;

        Assert.Contains($"<{url}>", header, StringComparison.Ordinal);
        Assert.All(header.Split("\r\n"), line => Assert.InRange(line.Length, 0, 998));
    }

    [Theory]
    [InlineData("http://shop.example/u", "must be an absolute https URL: a mailbox service posts to it (RFC 8058)")]
    [InlineData("/u", "must be an absolute https URL: a mailbox service posts to it (RFC 8058)")]
    [InlineData("mailto:leave@shop.example", "must be an absolute https URL: a mailbox service posts to it (RFC 8058)")]
    [InlineData("https://", "must be an absolute https URL: a mailbox service posts to it (RFC 8058)")]
    [InlineData("https://shop.example/u>, <mailto:x@evil.example", "must not contain \">\" (U+003E); percent-encode it")]
    [InlineData("https://shop.example/u v", "must not contain a space; percent-encode it")]
    [InlineData("https://shop.example/\r\nBcc: x@evil.example", "must not contain a carriage return (U+000D)")]
    [InlineData("https://shop.example/\0", "must not contain a NUL (U+0000)")]
    [InlineData("https://shop.example/ü", "must not contain \"ü\" (U+00FC); percent-encode it")]
    [InlineData("https://shop.example/😀", "must not contain \"😀\" (U+1F600); percent-encode it")]
    [InlineData("https://shop.example/100%", "must not contain \"%\" (U+0025); percent-encode it")]
    [InlineData("https://shop.example/\"", "must not contain \"\"\" (U+0022); percent-encode it")]
    [InlineData("", "must not be empty")]
    public void Url_that_could_end_the_field_or_cannot_be_posted_to_is_refused(string url, string message) =>
        Assert.Equal([new FieldError("unsubscribe_url", message)], Read(url, null).Errors);

    [Theory]
    [InlineData("leave", "must be an email address: it has no @")]
    [InlineData("https://shop.example/u", "must be an email address: it has no @")]
    [InlineData("leave@shop.example>", "must not contain \">\" (U+003E); percent-encode it")]
    [InlineData("leave@shöp.example", "must not contain \"ö\" (U+00F6); percent-encode it")]
    [InlineData("leave@sh%C3%B6p.example", "must have an address in ASCII")]
    [InlineData("a@shop.example,b@shop.example", "must not have \"@\" (U+0040) before the @")]
    [InlineData("leave%0D%0A@shop.example", "must not contain a carriage return (U+000D)")]
    [InlineData("leave@shop.example?subject=a%0d%0aBcc:x@evil.example", "must not have line breaks in its header fields, encoded ones included")]
    [InlineData("mailto:", "must not be empty")]
    public void Mailto_that_is_no_single_address_is_refused(string mailto, string message) =>
        Assert.Equal([new FieldError("unsubscribe_mailto", message)], Read(null, mailto).Errors);

    [Theory]
    [InlineData("List-Unsubscribe")]
    [InlineData("list-unsubscribe-post")]
    public void Header_of_the_callers_own_conflicts(string name)
    {
        var both = Read("https://shop.example/u", null, name).Errors;
        var alone = Read(null, null, name).Errors;

        Assert.Equal([new FieldError($"headers.{name}", "must not be given together with unsubscribe_url or unsubscribe_mailto, which set it")], both);
        Assert.Empty(alone);
    }

    [Fact]
    public void Way_out_satisfies_the_advice_and_is_allowed_in_any_stream()
    {
        var email = Read("https://shop.example/u", null).Email!;

        Assert.Equal(Email.DefaultStream, email.Stream);
        Assert.DoesNotContain(Advice.NoUnsubscribe, AdviceRules.For(email with { Stream = "marketing" }, size: 0));
    }

    private static EmailReadResult Read(string? url, string? mailto, string? header = null)
    {
        var fields = new Dictionary<string, object?>
        {
            ["from"] = "a@shop.example",
            ["to"] = "b@example.com",
            ["subject"] = "s",
            ["text"] = "t",
            ["unsubscribe_url"] = url,
            ["unsubscribe_mailto"] = mailto,
            ["headers"] = header is null ? null : new Dictionary<string, string> { [header] = "x" },
        };
        return EmailReader.Read(JsonSerializer.SerializeToUtf8Bytes(fields), new EmailLimits(), Now);
    }

    /// <summary>The field as it goes over the wire, with its folds; null where there is none.</summary>
    private static string? Header(Email email, string name)
    {
        var message = MessageComposer.Compose(EmailId.New(TimeProvider.System), email, new ProviderOptions { Name = "p" });
        return message.Headers.Contains(name) ? MimeKitText.Field(message, name) : null;
    }

    private static string? Unfold(string? value) => value?.Replace("\r\n", "", StringComparison.Ordinal).Trim();
}
