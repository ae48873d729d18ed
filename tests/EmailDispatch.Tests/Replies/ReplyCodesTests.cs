using EmailDispatch.Replies;
using EmailDispatch.Smtp;

namespace EmailDispatch.Tests.Replies;

public sealed class ReplyCodesTests
{
    [Theory]
    [InlineData(SmtpPhase.RcptTo, 399, FailureCategory.Unforeseen)]
    [InlineData(SmtpPhase.RcptTo, 400, FailureCategory.TemporaryRefusal)]
    [InlineData(SmtpPhase.MailFrom, 599, FailureCategory.SenderNotAllowed)]
    [InlineData(SmtpPhase.MailFrom, 600, FailureCategory.Unforeseen)]
    [InlineData(SmtpPhase.FinalDot, 421, FailureCategory.ServiceUnavailable)]
    [InlineData(SmtpPhase.FinalDot, 530, FailureCategory.Authentication)]
    [InlineData(SmtpPhase.FinalDot, 534, FailureCategory.Authentication)]
    [InlineData(SmtpPhase.FinalDot, 535, FailureCategory.Authentication)]
    [InlineData(SmtpPhase.FinalDot, 538, FailureCategory.Authentication)]
    [InlineData(SmtpPhase.Greeting, 554, FailureCategory.ServiceUnavailable)]
    [InlineData(SmtpPhase.Auth, 499, FailureCategory.ServiceUnavailable)]
    [InlineData(SmtpPhase.Auth, 500, FailureCategory.Authentication)]
    public void Code_is_about_the_session_in_any_phase_or_until_auth(SmtpPhase phase, int code, FailureCategory category)
    {
        Assert.Equal(category, ReplyCodes.Find(phase, code));
    }

    [Theory]
    [InlineData(499, FailureCategory.TemporaryRefusal)]
    [InlineData(500, FailureCategory.Unforeseen)]
    [InlineData(501, FailureCategory.RecipientAddressInvalid)]
    [InlineData(509, FailureCategory.Unforeseen)]
    [InlineData(510, FailureCategory.RecipientRefused)]
    [InlineData(519, FailureCategory.RecipientRefused)]
    [InlineData(520, FailureCategory.Policy)]
    [InlineData(521, FailureCategory.RecipientDomainUnknown)]
    [InlineData(541, FailureCategory.RecipientRefused)]
    [InlineData(556, FailureCategory.RecipientDomainUnknown)]
    [InlineData(557, FailureCategory.RecipientRefused)]
    [InlineData(559, FailureCategory.RecipientRefused)]
    [InlineData(560, FailureCategory.Policy)]
    [InlineData(589, FailureCategory.Policy)]
    [InlineData(590, FailureCategory.Unforeseen)]
    public void Code_in_reply_to_rcpt_is_about_the_recipient(int code, FailureCategory category)
    {
        Assert.Equal(category, ReplyCodes.Find(SmtpPhase.RcptTo, code));
    }

    [Theory]
    [InlineData(499, FailureCategory.TemporaryRefusal)]
    [InlineData(500, FailureCategory.Policy)]
    [InlineData(504, FailureCategory.Policy)]
    [InlineData(505, FailureCategory.Unforeseen)]
    [InlineData(509, FailureCategory.Unforeseen)]
    [InlineData(510, FailureCategory.Policy)]
    [InlineData(551, FailureCategory.RecipientRefused)]
    [InlineData(589, FailureCategory.Policy)]
    [InlineData(590, FailureCategory.Unforeseen)]
    public void Code_after_the_message_is_about_the_message(int code, FailureCategory category)
    {
        Assert.Equal(category, ReplyCodes.Find(SmtpPhase.FinalDot, code));
    }
}
