using EmailDispatch.Emails;
using EmailDispatch.Naming;
using EmailDispatch.Status;

namespace EmailDispatch.Tests.Status;

/// <summary>
/// No row is too large for storage, whatever senders and servers write. By
/// https://learn.microsoft.com/azure/storage/tables/scalability-targets an entity has at most 1 MiB, and a string
/// property 64 KiB of UTF-16.
/// </summary>
public sealed class RowSizeTests
{
    private const int MaxEntityBytes = 1024 * 1024;
    private const int MaxStringLength = 32 * 1024;

    private static readonly string[] Fillers = ["x", "\u0001", "\"", "\\", "\U0001F600", "\u2028", "Ж", "\ud800", "<&>", "\u0001\U0001F600\""];

    private static int Rounds => TestSize.Of("ROW_ROUNDS", 60);

    public static TheoryData<string> Texts => [.. Fillers];

    [Theory]
    [MemberData(nameof(Texts))]
    public void Row_of_the_largest_email_fits_whatever_characters_it_has(string filler)
    {
        var row = LargestRow(filler, attempts: 1_000, replyLength: 500);

        AssertFits(row);
    }

    [Fact]
    public void Rows_of_random_emails_fit_attempt_by_attempt()
    {
        var random = new Random(20260310);
        for (var round = 0; round < Rounds; round++)
        {
            var filler = Fillers[random.Next(Fillers.Length)] + Fillers[random.Next(Fillers.Length)];

            AssertFits(LargestRow(filler, attempts: random.Next(400), replyLength: random.Next(501)));
        }
    }

    [Fact]
    public void Attempts_left_out_stay_counted_by_provider_outcome_and_category()
    {
        var row = LargestRow("x", attempts: 0, replyLength: 0);

        for (var n = 1; n <= 120; n++)
            row = row.WithAttempt(NewAttempt(n / 2, n % 2 == 0 ? "second" : "first", n % 2 == 0 ? "deferred" : "provider_failed", "greylisted", "r"));

        Assert.Equal(50, row.Attempts.Count);
        Assert.Equal(120, row.Attempts.Count + row.OmittedAttempts.Sum(t => t.Count));
        Assert.Equal(
            [new AttemptTally("second", AttemptOutcome.Deferred, "greylisted", 35, 35), new AttemptTally("first", AttemptOutcome.ProviderFailed, "greylisted", 35, 0)],
            row.OmittedAttempts);
    }

    [Fact]
    public void Kinds_of_attempts_left_out_are_bounded_as_well()
    {
        var row = LargestRow("x", attempts: 0, replyLength: 0);

        for (var n = 1; n <= 1_000; n++)
            row = row.WithAttempt(NewAttempt(n, $"provider-{n}", "deferred", "greylisted", "r"));

        Assert.Equal(41, row.OmittedAttempts.Count);
        Assert.Equal(new AttemptTally("(other)", AttemptOutcome.Deferred, Category: null, 910, 0), row.OmittedAttempts[^1]);
        AssertFits(row);
    }

    private static void AssertFits(EmailRow row)
    {
        var entity = EmailRowEntity.ToEntity(row);
        foreach (var (name, value) in EmailRowEntity.ToOutcome(row))
            entity[name] = value;
        foreach (var (name, value) in EmailRowEntity.ToClaim(row.Tenant, row.Id, row.AttemptNumber, new Lease(new string('f', 32), DateTimeOffset.MaxValue) { Window = row.Window }))
            entity[name] = value;

        Assert.All(entity.Where(column => column.Value is string), column => Assert.InRange(((string)column.Value).Length, 0, MaxStringLength));
        Assert.InRange(entity.Sum(column => (column.Key.Length * 2) + 8 + SizeOf(column.Value)), 0, MaxEntityBytes);
        var read = EmailRowEntity.FromEntity(entity);
        Assert.Equal(row.Recipients.Select(r => (r.Address, r.Kind, r.Status, r.Category)), read.Recipients.Select(r => (r.Address, r.Kind, r.Status, r.Category)));
        Assert.Equal(row.Attempts.Count + row.OmittedAttempts.Sum(t => t.Count), read.Attempts.Count + read.OmittedAttempts.Sum(t => t.Count));
        Assert.Equal(row.Tags, read.Tags);
        Assert.Equal(EmailLimits.MaxReplyTo, read.ReplyTo.Count);
        Assert.Equal(row.OriginalTo, read.OriginalTo);
        Assert.Equal(row.Window, read.Window);
    }

    private static int SizeOf(object value) => value is string text ? (text.Length * 2) + 4 : 8;

    /// <summary>As large as intake lets an email be, with the longest replies.</summary>
    private static EmailRow LargestRow(string filler, int attempts, int replyLength)
    {
        // The longest address: 254 octets, 64 of them a quoted local part in which every character is escaped.
        var local = "\"" + string.Concat(Enumerable.Repeat("\\\"", 31)) + "\"";
        var domain = string.Join('.', new string('a', 63), new string('b', 63), new string('c', 56), "test");
        var name = Fill(filler, 500);
        var reply = Fill(filler, replyLength);
        var row = new EmailRow
        {
            Id = EmailId.New(ManualTime.At("2026-03-04T05:06:07.089Z")),
            Tenant = new string('t', 64),
            Status = EmailStatus.Deferred,
            From = new EmailAddress($"{local}@{domain}", name).ToString(),
            Subject = Fill(filler, EmailLimits.MaxSubjectLength),
            ReplyTo = [.. Enumerable.Range(0, EmailLimits.MaxReplyTo).Select(_ => new EmailAddress($"{local}@{domain}", name).ToString())],
            OriginalTo = [.. Enumerable.Repeat($"{local}@{domain}", EmailLimits.MaxRecipients)],
            Tags = [.. Enumerable.Range(0, EmailLimits.MaxTags).Select(n => new Tag($"{n:D256}", new string('v', 256)))],
            Stream = new string('s', 64),
            AttemptNumber = int.MaxValue,
            Window = new RetryWindow { Retries = 20, After = int.MaxValue, AskedWaits = int.MaxValue, TakeOvers = 3 },
            Skipped = [.. Enumerable.Range(0, 100).Select(_ => new SkippedProvider(new string('p', 64), "quota_used_up", name, DateTimeOffset.MaxValue))],
            Recipients =
            [
                .. Enumerable.Range(0, EmailLimits.MaxRecipients).Select(n => new Recipient($"{local}@{n:D3}{domain[3..]}", RecipientKind.Bcc, EmailStatus.Suppressed)
                {
                    Name = name,
                    Reply = "550 " + reply,
                    Category = "recipient_address_invalid",
                    Unreachable = true,
                }),
            ],
        };
        for (var n = 1; n <= attempts; n++)
            row = row with { Attempts = [.. row.Attempts, NewAttempt(int.MaxValue, $"{n % 20}{new string('p', 60)}", "provider_failed", "recipient_address_invalid", reply)] };
        return row;
    }

    private static string Fill(string filler, int length) => string.Concat(Enumerable.Repeat(filler, (length / filler.Length) + 1))[..length];

    private static Attempt NewAttempt(int number, string provider, string outcome, string category, string reply) => new()
    {
        Number = number,
        Provider = provider,
        At = DateTimeOffset.MaxValue,
        Milliseconds = int.MaxValue,
        Outcome = EnumNames.Find<AttemptOutcome>(outcome)!.Value,
        Phase = "final_dot",
        Category = category,
        Code = 550,
        EnhancedCode = "5.999.999",
        Reply = reply,
        Hint = reply,
    };
}
