using EmailDispatch.Replies;
using EmailDispatch.Smtp;

namespace EmailDispatch.Tests.Replies;

public sealed class ReplyNormaliserTests
{
    [Theory]
    [InlineData(550, "5.7.26 This mail has been blocked because the 550-5.7.26 sender is unauthenticated.", "7.26", " 5.7.26 this mail has been blocked because the sender is unauthenticated ")]
    [InlineData(554, "Transaction failed 554-Reject due to policy restrictions. 554 For explanation", null, " transaction failed reject due to policy restrictions for explanation ")]
    [InlineData(550, "5.1.1 <Spam@Example.com>: Recipient address rejected: User unknown", "1.1", " 5.1.1 @ recipient address rejected user unknown ")]
    [InlineData(553, "sorry, your envelope recipient is in my badrcptto list (#5.7.1)", "7.1", " sorry your envelope recipient is in my badrcptto list 5.7.1 ")]
    [InlineData(550, "cuda_nsu 5.1.1 <a@b.test>... User unknown", "1.1", " cuda_nsu 5.1.1 @ user unknown ")]
    [InlineData(550, "5.4.5 Daily user sending quota exceeded. o65sm25351206pga.71 - gsmtp", "4.5", " 5.4.5 daily user sending quota exceeded gsmtp ")]
    [InlineData(550, "11.22.33.44 blacklisted see http://www.spamhaus.org/query/bl", null, " @ip blacklisted see http //www.spamhaus.org/query/bl ")]
    [InlineData(550, "Blocked (AS16012611)", null, " blocked as16012611 ")]
    [InlineData(550, "User doesn\u2019t exist\r\nhere", null, " user doesn't exist here ")]
    [InlineData(0, "535: 5.7.8 Authentication failed", "7.8", " 5.7.8 authentication failed ")]
    [InlineData(0, "421 ", null, " ")]
    [InlineData(0, "", null, " ")]
    [InlineData(550, "5.1.1 See 5.7.1", "1.1", " 5.1.1 see 5.7.1 ")]
    // Ids of twelve characters, at least four of them digits and one a letter.
    [InlineData(550, "Queued as abcdefgh1234", null, " queued as ")]
    [InlineData(550, "Queued as 12345678901a", null, " queued as ")]
    [InlineData(550, "Queued as abcdefg1234", null, " queued as abcdefg1234 ")]
    [InlineData(550, "Queued as abcdefghi123", null, " queued as abcdefghi123 ")]
    [InlineData(550, "Call 1234-5678_901", null, " call 1234-5678_901 ")]
    public void Reply_becomes_one_line_of_plain_words(int code, string text, string? enhanced, string expected)
    {
        var reply = ReplyNormaliser.Normalise(new SmtpReply(code, text));

        Assert.Equal(expected, reply.Text);
        Assert.Equal(enhanced, reply.Enhanced);
    }

    [Fact]
    public void Reply_code_inside_an_exception_counts()
    {
        Assert.Equal(535, ReplyNormaliser.Normalise(new SmtpReply(0, "535: 5.7.8 Authentication failed")).Code);
    }

    [Fact]
    public void Version_and_address_are_no_enhanced_codes()
    {
        Assert.Null(ReplyNormaliser.Normalise(new SmtpReply(550, "from 5.1.1.1 with 4.92.3333 and 5.1")).Enhanced);
    }

    [Theory]
    [InlineData("5.123.456", "123.456")]
    [InlineData("4.0.0", "0.0")]
    [InlineData("2.1.5", "1.5")]
    [InlineData("5.1234.1", null)]
    [InlineData("5.1.1234", null)]
    [InlineData("5.123", null)]
    [InlineData("5.a.11", null)]
    [InlineData("5.a1.1", null)]
    [InlineData("5.1.a1", null)]
    [InlineData("3.1.1", null)]
    public void Enhanced_code_has_three_numbers_of_at_most_three_digits(string word, string? enhanced)
    {
        Assert.Equal(enhanced, ReplyNormaliser.Normalise(new SmtpReply(550, $"{word} Refused")).Enhanced);
    }

    [Theory]
    [InlineData("\u00e0\u00e1\u00e2\u00e3\u00e4\u00e5\u00e6\u1ea1\u1eb7", "aaaaaaaaa")]
    [InlineData("\u00e7\u00f1\u00df\u0219\u021b", "cnsst")]
    [InlineData("\u00e8\u00e9\u00ea\u00eb\u1eb9\u1ec7", "eeeeee")]
    [InlineData("\u00ec\u00ed\u00ee\u00ef\u1ec9\u1ecb", "iiiiii")]
    [InlineData("\u00f2\u00f3\u00f4\u00f5\u00f6\u00f8\u01a1\u1ecd\u1ee3", "ooooooooo")]
    [InlineData("\u00f9\u00fa\u00fb\u00fc\u01b0\u1ee5\u1ef1", "uuuuuuu")]
    [InlineData("\u00fd\u00ff\u1ef3\u1ef9", "yyyy")]
    [InlineData("\u0101\u011f\u0142\u0159\u0161\u016f\u017e\u017f", "aglrsuzs")]
    [InlineData("e\u0300a\u036fo", "eao")]
    [InlineData("\u03ac\u03ad\u03ae\u03af\u03cc\u03cd\u03ce\u0451", "\u03b1\u03b5\u03b7\u03b9\u03bf\u03c5\u03c9\u0435")]
    // Not accents.
    [InlineData("\u00f0\u00f7\u00fe\u0180\u02ff\u0370", "\u00f0\u00f7\u00fe\u0180\u02ff\u0371")]
    public void Letter_has_no_accent(string word, string plain)
    {
        Assert.Equal($" {plain} ", ReplyNormaliser.Normalise(new SmtpReply(550, word)).Text);
    }

    [Theory]
    [InlineData(399, false, false)]
    [InlineData(400, true, false)]
    [InlineData(499, true, false)]
    [InlineData(500, false, true)]
    [InlineData(599, false, true)]
    [InlineData(600, false, false)]
    public void Code_tells_whether_the_failure_is_temporary(int code, bool isTransient, bool isPermanent)
    {
        var reply = ReplyNormaliser.Normalise(new SmtpReply(code, "Refused"));

        Assert.Equal((isTransient, isPermanent), (reply.IsTransient, reply.IsPermanent));
    }
}
