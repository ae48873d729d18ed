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
    [InlineData(0, "", null, " ")]
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
}
