using Azure;
using EmailDispatch.Emails;
using EmailDispatch.Intake;
using EmailDispatch.Senders;
using EmailDispatch.SmtpDoor;

namespace EmailDispatch.Tests.SmtpDoor;

public sealed class MessageAcceptanceTests
{
    public static TheoryData<Exception, string> Faults => new()
    {
        { new IntakeBusyException(TimeSpan.FromSeconds(2)), "451 4.3.1 Too many requests at once; nothing was accepted. Try again." },
        { new QuotaExceededException(true, "Used up.", TimeSpan.FromHours(1)), "451 4.7.1 Used up." },
        { new SubmissionInterruptedException("x", new InvalidOperationException()), "451 4.3.0 Storage failed half-way. Send the message again; with a Message-ID it is not accepted twice." },
        { new AggregateException(new RequestFailedException(503, "x")), "451 4.3.0 Storage cannot be reached; nothing was accepted. Try again." },
        { new InvalidOperationException("x"), "451 4.3.0 Internal error; the log has the details" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Fault_of_ours_is_answered_for_now(Exception fault, string reply) => Assert.Equal(reply, $"{(int)MessageAcceptance.ReplyTo(fault).ReplyCode} {MessageAcceptance.ReplyTo(fault).Message}");

    [Fact]
    public void Message_as_a_whole_is_called_so()
    {
        var refusal = MessageAcceptance.RefusalOf(SubmissionResult.Refused(EmailFault.Invalid, new FieldError("raw", "has a NUL"), new FieldError("from", "is odd")));

        Assert.Equal("5.6.0 The message has a NUL; from is odd", refusal.Message);
    }
}
