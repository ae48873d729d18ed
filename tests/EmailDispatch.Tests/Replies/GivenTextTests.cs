using System.Text;
using EmailDispatch.Replies;
using EmailDispatch.Smtp;

namespace EmailDispatch.Tests.Replies;

/// <summary>What is left of a reply without the text that the server was given. Placeholders are shown as whose text was there.</summary>
public sealed class GivenTextTests
{
    [Theory]
    [InlineData("5.1.1 <bob@example.test>: user unknown", "5.1.1 <[recipient]>: user unknown")]
    [InlineData("BOB@EXAMPLE.TEST unknown", "[recipient] unknown")]
    [InlineData("sender shop@acme.test, recipient bob@example.test", "sender [sender], recipient [recipient]")]
    [InlineData("bob@example.test,bob@example.test unknown", "[recipient],[recipient] unknown")]
    [InlineData("rfc822;bob%40example.test unknown", "rfc822;[recipient] unknown")]
    [InlineData("bob@example.test", "[recipient]")]
    // Longer addresses are others.
    [InlineData("xbob@example.test unknown", "[other] unknown")]
    [InlineData("bob@example.tests unknown", "[other] unknown")]
    [InlineData("no bob here", "no bob here")]
    [InlineData("", "")]
    public void Address_is_replaced_by_whose_it_is(string text, string expected)
    {
        Assert.Equal(expected, Cut(text, "bob@example.test"));
    }

    [Theory]
    [InlineData("bob@xn--bcher-kva.test", "<bob@b\u00fccher.test> unknown", "<[recipient]> unknown")]
    [InlineData("bob@b\u00fccher.test", "<bob@xn--bcher-kva.test> unknown", "<[recipient]> unknown")]
    [InlineData("bob@xn--a.test", "<bob@xn--a.test> unknown", "<[recipient]> unknown")]
    [InlineData("ab=cd@example.test", "<ab%3Dcd@example.test> unknown", "<[recipient]> unknown")]
    [InlineData("@example.test", "recipient @example.test unknown", "recipient [other] unknown")]
    [InlineData("postmaster", "<postmaster> unknown", "<postmaster> unknown")]
    public void Address_is_found_in_its_other_form(string recipient, string text, string expected)
    {
        Assert.Equal(expected, Cut(text, recipient));
    }

    [Fact]
    public void Address_is_found_in_base64()
    {
        var address = Convert.ToBase64String(Encoding.UTF8.GetBytes("account-suspended@example.test"));

        Assert.Equal("rejected [recipient] (account suspended)", Cut($"rejected {address} (account suspended)", "account-suspended@example.test"));
    }

    [Theory]
    // Quoted: any local part.
    [InlineData("suspended", "user 'suspended' unknown", "user '[recipient]' unknown")]
    [InlineData("suspended", "<suspended> unknown", "<[recipient]> unknown")]
    [InlineData("suspended", "user < suspended > unknown", "user < [recipient] > unknown")]
    [InlineData("suspended", "user \u201csuspended\u201d unknown", "user \u201c[recipient]\u201d unknown")]
    [InlineData("bob", "user 'bob' unknown", "user '[recipient]' unknown")]
    [InlineData("\"daily quota\"", "5.7.1 \"daily quota\" refused", "5.7.1 \"[recipient]\" refused")]
    // Not quoted: only what cannot be the server's words.
    [InlineData("account=suspended", "mailbox account=suspended refused", "mailbox [recipient] refused")]
    [InlineData("ab=cd", "mailbox ab=cd refused", "mailbox [recipient] refused")]
    [InlineData("a=bc", "mailbox a=bc refused", "mailbox a=bc refused")]
    [InlineData("suspended", "your account is suspended", "your account is suspended")]
    [InlineData("suspended", "the account's suspended' state", "the account's suspended' state")]
    [InlineData("bob", "account 'bob", "account 'bob")]
    [InlineData("10000", "limit of 10000 reached", "limit of 10000 reached")]
    [InlineData("\"daily quota=10\"", "daily quota=10 reached", "daily quota=10 reached")]
    [InlineData("\"quota\\\"reached\"", "quotareached", "quotareached")]
    public void Local_part_is_cut_where_it_is_quoted_or_unlike_words(string local, string text, string expected)
    {
        Assert.Equal(expected, Cut(text, $"{local}@example.test"));
    }

    [Theory]
    // Four characters in quotes, six after an opening, and elsewhere only if they are unlike words.
    [InlineData("suspended", "user 'susp...' unknown", "user '[recipient]...' unknown")]
    [InlineData("suspended", "user 'suspe\u2026 unknown", "user '[recipient]\u2026 unknown")]
    [InlineData("suspended", "user 'sus...' unknown", "user 'sus...' unknown")]
    [InlineData("suspended", "user <suspended@ex... unknown", "user <[recipient]... unknown")]
    [InlineData("\"daily quota\"", "user <daily quota@ex... unknown", "user <[recipient]... unknown")]
    [InlineData("suspended", "user <suspended by us", "user <suspended by us")]
    [InlineData("suspended", "user <suspe unknown", "user <suspe unknown")]
    [InlineData("suspended", "account suspended...", "account suspended...")]
    [InlineData("suspended", "account suspen...", "account suspen...")]
    [InlineData("ab=cdef", "mailbox ab=cde...", "mailbox [recipient]...")]
    [InlineData("ab=cdef", "mailbox ab=cd...", "mailbox ab=cd...")]
    [InlineData("ab=cdef", "mailbox xab=cde...", "mailbox xab=cde...")]
    [InlineData("ab=cdef", "mailbox ab=cde refused", "mailbox ab=cde refused")]
    [InlineData("bob", "user bob@example.t", "user [recipient]")]
    public void Shortened_address_is_cut_where_it_is_certain(string local, string text, string expected)
    {
        Assert.Equal(expected, Cut(text, $"{local}@example.test"));
    }

    [Theory]
    [InlineData("<daily quota@other.test> refused", "[other] refused")]
    [InlineData("refused: <daily quota@other.test>, <account suspended@other.test>", "refused: [other], [other]")]
    [InlineData("retry if < 5 per hour", "retry if < 5 per hour")]
    [InlineData("5.7.1 <policy> refused", "5.7.1 <policy> refused")]
    [InlineData("@other.test refused", "[other] refused")]
    [InlineData("x@ refused", "[other] refused")]
    [InlineData("to carol\uff20other.test refused", "to [other] refused")]
    [InlineData("to carol=40other.test refused", "to [other] refused")]
    [InlineData("a=b c+d 5% refused", "a=b c+d 5% refused")]
    [InlineData("(carol@other.test) refused", "([other]) refused")]
    [InlineData("carol@other.test dave@other.test", "[other] [other]")]
    [InlineData("by \"daily quota\"@other.test refused", "by [other] refused")]
    [InlineData("by \"the \\\"daily quota\\\" of\"@other.test refused", "by [other] refused")]
    [InlineData("daily quota\"@other.test refused", "[other] refused")]
    [InlineData("\"@other.test refused", "\"[other] refused")]
    public void Unknown_address_is_cut(string text, string expected)
    {
        Assert.Equal(expected, Cut(text, "bob@example.test"));
    }

    [Theory]
    [InlineData(SmtpReply.MaxTextLength, "[other]")]
    [InlineData(SmtpReply.MaxTextLength - 1, "<daily quota")]
    public void Open_bracket_of_a_truncated_reply_is_cut(int length, string expected)
    {
        var words = new string('x', length - 12);

        Assert.Equal(words + expected, Cut(words + "<daily quota", "bob@example.test"));
    }

    [Fact]
    public void Quoted_string_without_a_start_is_cut_no_further_than_an_address_is_long()
    {
        var local = new string('x', 329);

        Assert.Equal("account suspended[other]", Cut($"account suspended {local}\"@other.test", "bob@example.test"));
        Assert.Equal("account suspended [other]", Cut($"account suspended x{local}\"@other.test", "bob@example.test"));
    }

    [Fact]
    public void Address_of_both_sender_and_recipient_is_neither()
    {
        var failure = new Failure(SmtpPhase.RcptTo, new SmtpReply(550, "")) { Sender = "bob@example.test", Recipient = "Bob@example.test" };

        Assert.Equal("user '[other]' unknown", Shown(GivenText.Cut("user 'bob' unknown", failure)));
    }

    [Fact]
    public void Other_given_text_is_cut_where_it_is_quoted()
    {
        var failure = new Failure(SmtpPhase.FinalDot, new SmtpReply(550, "")) { Given = ["carol@other.test", "Daily quota"] };

        Assert.Equal("'[other]' wrote \"[other]\"", Shown(GivenText.Cut("'carol' wrote \"Daily quota\"", failure)));
        Assert.Equal("Daily quota reached", Shown(GivenText.Cut("Daily quota reached", failure)));
    }

    [Fact]
    public void Reply_cannot_forge_a_placeholder()
    {
        Assert.Equal("5.7.1 refused", Cut("5.7\uE000.1\uE001 refused\uE002", "bob@example.test"));
    }

    [Theory]
    [InlineData("see https://acme.test/daily-quota for help", "see [other] for help")]
    [InlineData("see HTTP://acme.test/daily-quota", "see [other]")]
    [InlineData("by <http://acme.test/daily-quota> refused", "by [other] refused")]
    [InlineData("'daily quota' refused", "[other] refused")]
    [InlineData("by 'daily quota' refused", "by [other] refused")]
    [InlineData("the \"daily quota\", `account`", "the [other], [other]")]
    [InlineData("\u00abdaily\u00bb \u201cquota\u201d \u2018is\u2019 \u300cover\u300d", "[other] [other] [other] [other]")]
    [InlineData("it's the user's limit", "it's the user's limit")]
    [InlineData("a \"quote without an end", "a \"quote without an end")]
    // Parts of the subject "Daily quota report", in full or at least twelve characters.
    [InlineData("subject Daily quota report refused", "subject [other] refused")]
    [InlineData("subject Daily quota blocked", "subject [other]blocked")]
    [InlineData("subject Daily quota", "subject Daily quota")]
    [InlineData("subject xDaily quota report", "subject xDaily quota report")]
    // The names "alert" and "test": only words of five letters can be told from the server's.
    [InlineData("header alert refused", "header [other] refused")]
    [InlineData("header test refused", "header test refused")]
    public void All_that_may_be_quoted_is_cut_before_a_provider_is_paused(string text, string expected)
    {
        var failure = new Failure(SmtpPhase.FinalDot, new SmtpReply(550, "")) { Given = ["Daily quota report", "alert", "test", "bob@example.test"] };

        Assert.Equal(expected, Shown(GivenText.CutQuotes(text, failure)));
    }

    private static string Cut(string text, string recipient) =>
        Shown(GivenText.Cut(text, new Failure(SmtpPhase.RcptTo, new SmtpReply(550, "")) { Sender = "shop@acme.test", Recipient = recipient }));

    private static string Shown(string text) => text
        .Replace($" {GivenText.Sender} ", "[sender]", StringComparison.Ordinal)
        .Replace($" {GivenText.Recipient} ", "[recipient]", StringComparison.Ordinal)
        .Replace($" {GivenText.Other} ", "[other]", StringComparison.Ordinal);
}
