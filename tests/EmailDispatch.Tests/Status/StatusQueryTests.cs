using EmailDispatch.Emails;
using EmailDispatch.Status;

namespace EmailDispatch.Tests.Status;

public sealed class StatusQueryTests
{
    [Theory]
    [InlineData("first", true)]
    [InlineData("FIRST", true)]
    [InlineData("second", true)]
    [InlineData("omitted", true)]
    [InlineData("skipped", false)]
    [InlineData("fir", false)]
    public void Provider_finds_emails_that_were_tried_there(string provider, bool isFound)
    {
        var row = NewRow() with
        {
            Provider = "second",
            Attempts = [NewAttempt("first")],
            OmittedAttempts = [new AttemptTally("omitted", AttemptOutcome.Deferred, "timeout", 3, 0)],
            Skipped = [new SkippedProvider("skipped", "disabled", "is disabled", null)],
        };

        Assert.Equal(isFound, new StatusQuery("default") { Provider = provider }.Matches(row));
    }

    [Theory]
    [InlineData("to@x.test", false, true)]
    [InlineData("HIDDEN@x.test", false, false)]
    [InlineData("HIDDEN@x.test", true, true)]
    [InlineData("idden@x.test", true, false)]
    public void Bcc_recipient_is_found_only_where_that_is_allowed(string to, bool findsBcc, bool isFound) =>
        Assert.Equal(isFound, new StatusQuery("default") { To = to, Filter = EmailFilter.None with { IncludesBcc = findsBcc } }.Matches(NewRow()));

    private static EmailRow NewRow() => new()
    {
        Id = EmailId.New(TimeProvider.System),
        Tenant = "default",
        Status = EmailStatus.Sent,
        From = "a@x.test",
        Subject = "s",
        Recipients = [new Recipient("to@x.test", RecipientKind.To, EmailStatus.Sent), new Recipient("hidden@x.test", RecipientKind.Bcc, EmailStatus.Bounced)],
    };

    private static Attempt NewAttempt(string provider) => new()
    {
        Number = 1,
        Provider = provider,
        At = DateTimeOffset.UnixEpoch,
        Milliseconds = 1,
        Outcome = AttemptOutcome.ProviderFailed,
        Phase = "connect",
    };
}
