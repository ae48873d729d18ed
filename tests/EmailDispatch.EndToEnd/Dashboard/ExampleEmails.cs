using EmailDispatch.Emails;
using EmailDispatch.EndToEnd.Dispatch;
using EmailDispatch.EndToEnd.Usage;
using EmailDispatch.Naming;
using EmailDispatch.Status;

namespace EmailDispatch.EndToEnd.Dashboard;

/// <summary>A week of an example shop: busy by day, with one hour in which its first provider was down. Always the same emails.</summary>
internal sealed class ExampleEmails(UsageInstance storage, DateTimeOffset now)
{
    private const int AtOnce = 200;
    private const int Hours = 7 * 24;
    private const int OutageHoursAgo = 9;

    private static readonly string[] Subjects =
        ["Your receipt", "Your order is on its way", "Reset your password", "Welcome to Acme", "Please confirm your address", "Invoice for November", "Your ticket was answered"];

    private static readonly string[] Names = ["ada", "ben", "chloe", "dev", "emma", "finn", "grace", "hugo", "ines", "jon", "kim", "lea"];

    private readonly Random _random = new(11);

    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        var rows = Enumerable.Range(0, Hours).SelectMany(MakeHour).ToList();
        await Parallel.ForEachAsync(rows, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (row, token) =>
        {
            var stored = await storage.Status.InsertAsync(row with { Status = EmailStatus.Queued, Attempts = [] }, token);
            Assert.NotNull(await storage.Status.TryRecordAsync(row with { ETag = stored.ETag }, token));
        });
        await storage.Aggregator.RunAsync(cancellationToken);
    }

    private List<EmailRow> MakeHour(int hoursAgo)
    {
        var hour = now.AddHours(-hoursAgo);
        var busy = Math.Max(0, Math.Sin((hour.Hour - 5) / 18.0 * Math.PI));
        var isWeekend = hour.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
        var count = (int)((4 + (busy * 34) + _random.Next(5)) * (isWeekend ? 0.6 : 1));
        return [.. Enumerable.Range(0, count).Select(_ => Make(hour.AddSeconds(-_random.Next(60, 3_500)), hoursAgo))];
    }

    private EmailRow Make(DateTimeOffset at, int hoursAgo)
    {
        var name = Names[_random.Next(Names.Length)];
        var fate = _random.Next(100);
        Attempt[] attempts = (hoursAgo, fate) switch
        {
            (OutageHoursAgo, _) => [Refused(at, "ses-eu", AttemptOutcome.ProviderFailed, "connect", "network", null, "Connection refused"), Sent(at, "postmark")],
            ( < 2, < 20) => [Refused(at, "ses-eu", AttemptOutcome.Deferred, "rcpt_to", "greylisted", 451, "4.7.1 Greylisted, try again in 5 minutes")],
            (_, < 2) or ( < 2, < 28) => [Refused(at, "ses-eu", AttemptOutcome.Bounced, "rcpt_to", "recipient_unknown", 550, "5.1.1 No such user here")],
            (_, 2) => [Refused(at, "ses-eu", AttemptOutcome.Failed, "data", "spam", 554, "5.7.1 Message rejected as spam")],
            (_, < 18) => [Sent(at, "postmark")],
            _ => [Sent(at, "ses-eu")],
        };
        var last = attempts[^1];
        var status = EnumNames.Find<EmailStatus>(last.Outcome.ToName())!.Value;
        return new EmailRow
        {
            Id = EmailId.New(new FixedTime { Now = at }),
            Tenant = "default",
            Status = status,
            From = "Acme <hello@acme.test>",
            Subject = Subjects[_random.Next(Subjects.Length)],
            Tags = [new Tag("flow", "shop")],
            Size = _random.Next(4_000, 60_000),
            Recipients = [new Recipient($"{name}@example.test", RecipientKind.To, status)],
            AttemptNumber = 1,
            Attempts = attempts,
            Provider = last.Provider,
            SentAt = status == EmailStatus.Sent ? last.At.AddMilliseconds(last.Milliseconds) : null,
            NextAttemptAt = status == EmailStatus.Deferred ? now.AddMinutes(5) : null,
        };
    }

    private Attempt Sent(DateTimeOffset at, string provider) => new()
    {
        Number = 1,
        Provider = provider,
        At = at.AddMilliseconds(_random.Next(20, 120)),
        Milliseconds = 160 + (int)(240 * -Math.Log(1 - _random.NextDouble())),
        Outcome = AttemptOutcome.Sent,
        Phase = "final_dot",
        Code = 250,
        Reply = "2.0.0 Ok",
    };

    private Attempt Refused(DateTimeOffset at, string provider, AttemptOutcome outcome, string phase, string category, int? code, string reply) => new()
    {
        Number = 1,
        Provider = provider,
        At = at.AddMilliseconds(_random.Next(20, 120)),
        Milliseconds = _random.Next(90, 400),
        Outcome = outcome,
        Phase = phase,
        Category = category,
        Code = code,
        Reply = reply,
    };
}
