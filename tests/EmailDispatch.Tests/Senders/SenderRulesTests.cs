using System.Text;
using EmailDispatch.Emails;
using EmailDispatch.Senders;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Tests.Senders;

/// <summary>What an email gets that does not say so itself.</summary>
public sealed class SenderRulesTests
{
    private static readonly SenderRules Rules = Read(
        ("0:From", "Acme <news@acme.test>"), ("0:Tags", "team:all, app:shop"), ("0:Headers:0", "X-App: a, b"), ("0:ReplyTo", "all@acme.test"),
        ("1:Stream", "marketing"), ("1:ReplyTo", "marketing@acme.test"), ("1:Tags", "team:marketing"), ("1:Headers:0", "x-app: m"),
        ("2:Key", "settings:1"), ("2:Tags", "team:key"), ("2:From", "key@acme.test"),
        ("3:Tenant", "other"), ("3:From", "other@acme.test"));

    [Theory]
    [InlineData(null, "transactional", "news@acme.test", "all@acme.test", "team=all app=shop", "X-App: a, b")]
    [InlineData(null, "marketing", "news@acme.test", "marketing@acme.test", "team=marketing app=shop", "x-app: m")]
    [InlineData("settings:1", "marketing", "key@acme.test", "marketing@acme.test", "team=key app=shop", "x-app: m")]
    public void Key_comes_before_stream_and_stream_before_tenant(string? key, string stream, string from, string replyTo, string tags, string header)
    {
        var email = ReadEmail($$"""{"to":"b@example.com","subject":"s","text":"t","stream":"{{stream}}"}""", key).Email!;

        Assert.Equal((from, replyTo), (email.From.Address, Assert.Single(email.ReplyTo).Address));
        Assert.Equal(tags, string.Join(' ', email.Tags.Select(tag => $"{tag.Name}={tag.Value}")));
        Assert.Equal(header, string.Join(' ', email.Headers.Select(h => $"{h.Name}: {h.Value}")));
    }

    [Fact]
    public void What_the_email_says_counts_even_if_it_says_none()
    {
        var email = ReadEmail("""{"from":"me@acme.test","to":"b@example.com","subject":"s","text":"t","reply_to":[],"tags":[{"name":"team","value":"own"}],"headers":{"x-APP":"own"}}""", key: null).Email!;

        Assert.Equal("me@acme.test", email.From.Address);
        Assert.Empty(email.ReplyTo);
        Assert.Equal(["team=own", "app=shop"], email.Tags.Select(tag => $"{tag.Name}={tag.Value}"));
        Assert.Equal([new EmailHeader("x-APP", "own")], email.Headers);
    }

    [Fact]
    public void Other_tenant_has_its_own_and_an_email_without_any_author_is_refused()
    {
        Assert.Equal("other@acme.test", Rules.DefaultsOf("other", null, "transactional").From!.Address);
        Assert.Null(Rules.DefaultsOf("third", "settings:1", "transactional").From);
        Assert.Equal(["from"], EmailReader.Read("""{"to":"b@example.com","subject":"s","text":"t"}"""u8.ToArray(), new EmailLimits(), DateTimeOffset.UnixEpoch, default, _ => new EmailDefaults()).Errors.Select(e => e.Field));
    }

    [Theory]
    [InlineData(null, "transactional", "frame")]
    [InlineData(null, "marketing", null)]
    [InlineData("settings:1", "transactional", "key-frame")]
    [InlineData("settings:1", "marketing", "key-frame")]
    public void Layout_of_a_key_comes_before_that_of_a_stream_and_none_excepts_it(string? key, string stream, string? layout)
    {
        var rules = Read(("0:Layout", "frame"), ("1:Stream", "marketing"), ("1:Layout", "none"), ("2:Key", "settings:1"), ("2:Layout", "key-frame"), ("3:Tenant", "other"), ("3:Layout", "theirs"));

        Assert.Equal(layout, rules.LayoutOf("default", key, stream));
        Assert.Equal((true, false, true), (rules.IsLayout("default", "key-frame"), rules.IsLayout("default", "theirs"), rules.IsLayout("other", "theirs")));
    }

    [Fact]
    public void Too_many_tags_together_are_refused()
    {
        var own = string.Join(',', Enumerable.Range(0, 19).Select(n => $$"""{"name":"t{{n}}","value":"v"}"""));

        Assert.Equal(["tags"], ReadEmail($$"""{"to":"b@example.com","subject":"s","text":"t","tags":[{{own}}]}""", key: null).Errors.Select(e => e.Field));
    }

    [Theory]
    [InlineData("From", "nobody", "Senders__0__From: ")]
    [InlineData("ReplyTo", "x", "Senders__0__ReplyTo: ")]
    [InlineData("Tags", "no-value", "Senders__0__Tags: ")]
    [InlineData("Headers:0", "From: x@example.com", "Senders__0__Headers: ")]
    [InlineData("Headers:0", "X-A: a\r\nBcc: b@example.com", "Senders__0__Headers: ")]
    [InlineData("Stream", "No Stream", "Senders__0__Stream: ")]
    [InlineData("PerDay", "-1", "0__PerDay: ")]
    public void Wrong_settings_are_named(string name, string value, string expected)
    {
        var fault = Assert.Throws<OptionsValidationException>(() => Read(($"0:{name}", value)));

        Assert.Contains(expected, Assert.Single(fault.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public void Quota_of_a_stream_and_two_entries_for_the_same_are_refused()
    {
        Assert.Throws<OptionsValidationException>(() => Read(("0:Stream", "marketing"), ("0:PerDay", "5")));
        Assert.Throws<OptionsValidationException>(() => Read(("0:PerDay", "5"), ("1:PerMonth", "5")));
    }

    private static EmailReadResult ReadEmail(string json, string? key) =>
        EmailReader.Read(Encoding.UTF8.GetBytes(json), new EmailLimits(), DateTimeOffset.UnixEpoch, default, stream => Rules.DefaultsOf("default", key, stream));

    internal static SenderRules Read(params (string Name, string Value)[] settings) =>
        new(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Senders:{setting.Name}", (string?)setting.Value))).Build());
}
