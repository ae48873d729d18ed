using EmailDispatch.Emails;
using EmailDispatch.Naming;
using EmailDispatch.Status;

namespace EmailDispatch.Tests.Status;

public sealed class AcceptedRecipientsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(EmailStatus.Deferred, EmailStatus.Deferred, EmailStatus.Deferred)]
    [InlineData(EmailStatus.Sending, EmailStatus.Deferred, EmailStatus.Sending)]
    [InlineData(EmailStatus.Unknown, EmailStatus.Unknown, EmailStatus.Sent)]
    [InlineData(EmailStatus.Failed, EmailStatus.Failed, EmailStatus.Sent)]
    [InlineData(EmailStatus.Deferred, EmailStatus.Bounced, EmailStatus.Sent)]
    public void Accepted_recipient_becomes_sent_and_the_others_stay(EmailStatus email, EmailStatus other, EmailStatus expected)
    {
        var current = Row(email, ("a@example.com", email is EmailStatus.Sending ? EmailStatus.Queued : email), ("b@example.com", other));
        var known = Row(EmailStatus.Deferred, ("A@example.com", EmailStatus.Sent), ("b@example.com", EmailStatus.Deferred)) with { Provider = "first", SentAt = Noon };

        var merged = current.WithAccepted(known);

        Assert.Equal([EmailStatus.Sent, other], merged.Recipients.Select(r => r.Status));
        Assert.Equal((expected, "first", Noon), (merged.Status, merged.Provider, merged.SentAt));
    }

    [Fact]
    public void Row_that_knows_it_all_is_returned_itself()
    {
        var current = Row(EmailStatus.Deferred, ("a@example.com", EmailStatus.Sent), ("b@example.com", EmailStatus.Deferred));

        Assert.Same(current, current.WithAccepted(Row(EmailStatus.Failed, ("a@example.com", EmailStatus.Sent), ("b@example.com", EmailStatus.Bounced))));
    }

    [Fact]
    public void Attempt_that_was_told_as_lost_is_told_as_it_was()
    {
        var current = Row(EmailStatus.Unknown, ("a@example.com", EmailStatus.Unknown)) with { Attempts = [Attempt(1, "unknown", "unknown"), Attempt(2, "deferred", "rcpt_to")] };
        var known = Row(EmailStatus.Sent, ("a@example.com", EmailStatus.Sent)) with { Attempts = [Attempt(1, "sent", "final_dot")] };

        var merged = current.WithAccepted(known);

        Assert.Equal([(2, "deferred"), (1, "sent")], merged.Attempts.Select(a => (a.Number, a.Outcome.ToName())));
    }

    private static Attempt Attempt(int number, string outcome, string phase) =>
        new() { Number = number, Provider = "first", At = Noon, Milliseconds = 1, Outcome = EnumNames.Find<AttemptOutcome>(outcome)!.Value, Phase = phase };

    private static EmailRow Row(EmailStatus status, params (string Address, EmailStatus Status)[] recipients) => new()
    {
        Id = EmailId.Of(Noon, "1"),
        Tenant = "default",
        Status = status,
        From = "x@example.com",
        Subject = "s",
        Recipients = [.. recipients.Select(r => new Recipient(r.Address, RecipientKind.To, r.Status))],
    };
}
