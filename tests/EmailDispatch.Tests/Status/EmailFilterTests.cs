using EmailDispatch.Emails;
using EmailDispatch.Status;

namespace EmailDispatch.Tests.Status;

public sealed class EmailFilterTests
{
    private static readonly EmailRow Row = new()
    {
        Id = EmailId.LowestOf(new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero)),
        Tenant = "t",
        Status = EmailStatus.Sent,
        From = "Müller Shop <hi@acme.test>",
        Subject = "Ihre Rechnung (100 %)",
        Stream = "marketing",
        Recipients =
        [
            new Recipient("ada@example.test", RecipientKind.To, EmailStatus.Sent) { Report = new DeliveryReport(ReportKind.Bounced, default, "p") { Category = "mailbox_disabled" } },
            new Recipient("cc@example.test", RecipientKind.Cc, EmailStatus.Bounced) { Category = "mailbox_full" },
            new Recipient("hidden@example.test", RecipientKind.Bcc, EmailStatus.Bounced) { Category = "recipient_unknown" },
        ],
        Attempts = [TriedAt("first", "timeout"), TriedAt("second", null)],
        OmittedAttempts = [new AttemptTally("first", AttemptOutcome.Deferred, "greylisted", Count: 3, Failovers: 0)],
        Provider = "second",
    };

    public static TheoryData<EmailFilter, bool> Filters => new()
    {
        { EmailFilter.None, true },
        { new() { Category = "timeout" }, true },
        { new() { Category = "greylisted" }, true },
        { new() { Category = "mailbox_full" }, true },
        { new() { Category = "mailbox_disabled" }, true },
        { new() { Category = "recipient_unknown" }, false },
        { new() { Category = "recipient_unknown", IncludesBcc = true }, true },
        { new() { Category = "spam" }, false },
        { new() { Stream = "marketing" }, true },
        { new() { Stream = "market" }, false },
        { new() { Subject = "RECHNUNG (1" }, true },
        { new() { Subject = "100 %" }, true },
        { new() { Subject = "Rechnung.*" }, false },
        { new() { Sender = "MÜLLER" }, true },
        { new() { Sender = "@acme.test" }, true },
        { new() { Sender = "acme.example" }, false },
        { new() { Recipient = "CC@" }, true },
        { new() { Recipient = "example.test" }, true },
        { new() { Recipient = "hidden" }, false },
        { new() { Recipient = "hidden", IncludesBcc = true }, true },
        { new() { IsFallback = true }, true },
        { new() { IsFallback = false }, false },
        { new() { MinAttempts = 5 }, true },
        { new() { MinAttempts = 6 }, false },
        { new() { Sender = "acme", Subject = "rechnung", MinAttempts = 6 }, false },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public void Row_matches_if_every_condition_holds(EmailFilter filter, bool matches) => Assert.Equal(matches, filter.Matches(Row));

    [Fact]
    public void Fallback_needs_a_provider_that_accepted_and_another_that_was_asked_first()
    {
        var fallback = new EmailFilter { IsFallback = true };

        Assert.False(fallback.Matches(Row with { Provider = "first" }));
        Assert.False(fallback.Matches(Row with { Provider = null }));
        Assert.False(fallback.Matches(Row with { Attempts = [] }));
        Assert.True(new EmailFilter { IsFallback = false }.Matches(Row with { Attempts = [] }));
    }

    [Fact]
    public void Drop_without_an_author_or_subject_matches_no_part_of_them()
    {
        var row = Row with { From = null!, Subject = null! };

        Assert.False(new EmailFilter { Sender = "a" }.Matches(row));
        Assert.False(new EmailFilter { Subject = "a" }.Matches(row));
    }

    private static Attempt TriedAt(string provider, string? category) => new()
    {
        Number = 1,
        Provider = provider,
        At = default,
        Milliseconds = 1,
        Outcome = category is null ? AttemptOutcome.Sent : AttemptOutcome.ProviderFailed,
        Phase = "connect",
        Category = category,
    };
}
