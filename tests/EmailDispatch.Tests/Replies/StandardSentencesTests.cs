using EmailDispatch.Replies;

namespace EmailDispatch.Tests.Replies;

/// <summary>What servers say before any cause, or about nobody, is not read.</summary>
public sealed class StandardSentencesTests
{
    [Theory]
    [InlineData(" 5.1.1 requested action not taken mailbox unavailable user unknown ", " 5.1.1 user unknown ")]
    [InlineData(" transaction failed ", " ")]
    // Only in front of more than a word or two.
    [InlineData(" message rejected filtered ", " filtered ")]
    [InlineData(" message rejected as spam ", " message rejected as spam ")]
    [InlineData(" the message rejected filtered ", " the message rejected filtered ")]
    [InlineData(" daily_limit ", " daily limit ")]
    [InlineData(" your ipv6 address ", " your ip ")]
    [InlineData(" contact your provider ", " ask provider ")]
    [InlineData(" 100 per 5 minutes 4you ", " per minutes 4you ")]
    [InlineData(" see rfc 5322 section 2 ", " see rfc 5322 section ")]
    public void Words_without_a_meaning_are_left_out(string text, string expected)
    {
        Assert.Equal(expected, Meanings.WithoutTemplates(text));
    }

    [Theory]
    [InlineData(" blocked by filter ", true)]
    [InlineData(" transaction failed ", false)]
    [InlineData(" blocked ", false)]
    [InlineData(" blocked a ", false)]
    [InlineData(" blocked mx1 ", false)]
    [InlineData(" blocked by @ filter ", false)]
    [InlineData(" blocked for this recipient ", false)]
    [InlineData(" account blocked here ", false)]
    [InlineData(" the server you tried to contact ", false)]
    public void Reply_of_several_words_without_a_mailbox_names_nobody(string text, bool namesNobody)
    {
        Assert.Equal(namesNobody, Meanings.NamesNobody(text));
    }
}
