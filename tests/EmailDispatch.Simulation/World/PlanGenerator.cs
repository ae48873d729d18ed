using EmailDispatch.Simulation.Mail;
using EmailDispatch.Simulation.Storage;

namespace EmailDispatch.Simulation.World;

/// <summary>Draws a plan from a seed.</summary>
public static class PlanGenerator
{
    private static readonly StepKind[] Posts =
    [
        StepKind.Post, StepKind.Post, StepKind.Post, StepKind.PostWithKey, StepKind.PostWithKey, StepKind.Batch, StepKind.Express, StepKind.Express, StepKind.Schedule, StepKind.Schedule, StepKind.Drop,
    ];

    private static readonly StorageFault[] StorageFaults =
        [StorageFault.Before, StorageFault.LostAnswer, StorageFault.LostAnswer, StorageFault.Busy, StorageFault.Slow, StorageFault.Slow, StorageFault.Redelivery, StorageFault.Redelivery, StorageFault.CrashBefore, StorageFault.CrashAfter];

    private static readonly MailFault[] MailFaults = [.. Enum.GetValues<MailFault>().Where(fault => fault != MailFault.None)];

    public static Plan Draw(int seed)
    {
        var random = new Random(seed);
        var steps = new List<Step>();
        var minutes = random.Next(1, 15);
        var emails = random.Next(3, 16);
        var hasSuppression = random.Next(3) == 0;
        var hasOutage = random.Next(10) == 0;
        for (var n = 0; n < emails; n++)
        {
            var kind = Posts[random.Next(Posts.Length)];
            var post = new Step(Within(random, minutes), kind)
            {
                Number = n,
                To = [.. Enumerable.Range(0, kind == StepKind.Batch ? random.Next(2, 6) : random.Next(4) == 0 ? 2 : 1).Select(r => Address(random, n, r, hasSuppression))],
                AtMostOnce = random.Next(3) == 0,
                IsLarge = random.Next(6) == 0,
                Lasts = kind == StepKind.Schedule ? TimeSpan.FromSeconds(random.Next(5, 1200)) : TimeSpan.Zero,
            };
            steps.Add(post);
            if (kind == StepKind.PostWithKey && random.Next(2) == 0)
                steps.Add(new Step(post.At + TimeSpan.FromSeconds(random.Next(8)), StepKind.Repeat) { Number = n });
            if (kind == StepKind.Schedule && random.Next(2) == 0)
                steps.Add(new Step(post.At + (random.Next(2) == 0 ? post.Lasts * (0.5 + random.NextDouble()) : post.Lasts + TimeSpan.FromMilliseconds(random.Next(1500))), StepKind.Cancel) { Number = n });
            if (kind == StepKind.Schedule && random.Next(3) == 0)
                steps.Add(new Step(post.At + (post.Lasts * random.NextDouble()), StepKind.Reschedule) { Number = n, Lasts = TimeSpan.FromSeconds(random.Next(5, 900)) });
            if (random.Next(4) == 0)
                steps.Add(new Step(post.At + TimeSpan.FromMinutes(random.Next(1, 90)), StepKind.Retry) { Number = n });
        }

        var posts = steps.FindAll(step => step.Kind <= StepKind.Drop && step.To.Count > 0);
        if (hasSuppression)
            steps.Add(new Step(TimeSpan.FromSeconds(random.Next(60)), StepKind.Suppress) { To = ["gone@x.test"] });
        for (var n = random.Next(4); n > 0; n--)
            steps.Add(new Step(WithinOrDuring(random, minutes, posts), random.Next(4) == 0 ? StepKind.Stop : StepKind.Crash) { Number = random.Next(3), Lasts = TimeSpan.FromSeconds(random.Next(1, 120)) });
        for (var n = random.Next(4); n > 0; n--)
        {
            var fault = StorageFaults[random.Next(StorageFaults.Length)];
            var isCrash = fault >= StorageFault.CrashBefore;
            steps.Add(new Step(WithinOrDuring(random, minutes, posts), StepKind.StorageStorm)
            {
                Storage = fault,
                Where = random.Next(3) switch { 0 => "table", 1 => "queue", _ => "" },
                Share = isCrash ? 0.01 + (random.NextDouble() * (random.Next(4) == 0 ? 0.6 : 0.1)) : random.Next(4) == 0 ? 1 : random.NextDouble() * 0.6,
                Lasts = TimeSpan.FromSeconds(random.Next(5, 150)),
            });
        }

        for (var n = random.Next(6); n > 0; n--)
        {
            var fault = MailFaults[random.Next(MailFaults.Length)];
            steps.Add(new Step(Within(random, minutes), StepKind.MailStorm)
            {
                Mail = fault,
                Where = random.Next(3) switch { 0 => "a", 1 => "b", _ => "" },
                Share = random.Next(3) == 0 ? 1 : random.NextDouble(),
                Lasts = TimeSpan.FromSeconds(random.Next(5, 600)),
            });
        }

        if (random.Next(8) == 0)
            steps.AddRange(LongAttempts(random, minutes));

        // A whole outage that outlasts some emails.
        if (hasOutage)
            steps.Add(new Step(Within(random, minutes), StepKind.MailStorm) { Mail = MailFaults[random.Next(13)], Share = 1, Lasts = TimeSpan.FromMinutes(40) });
        var plan = new Plan(seed, steps)
        {
            Instances = random.Next(1, 4),
            MaxAge = TimeSpan.FromMinutes(hasOutage ? 15 : random.Next(3) switch { 0 => 15, 1 => 60, _ => 180 }),
            Skew = TimeSpan.FromSeconds(random.Next(5)),
            HasWebhook = random.Next(3) == 0,
            Ages = random.Next(5) == 0,
            IsPatient = random.Next(8) == 0,
        };
        if (plan.HasWebhook)
            steps.AddRange(WebhookFaults(random, minutes));
        return plan with
        {
            Steps = [.. Keyed(random, steps, minutes).Concat(Operations(random, minutes)).OrderBy(step => step.At)],
            HasEvents = random.Next(3) == 0,
        };
    }

    // Attempts that last while their messages are delivered again.
    private static IEnumerable<Step> LongAttempts(Random random, int minutes)
    {
        var (at, lasts) = (Within(random, minutes), TimeSpan.FromSeconds(random.Next(30, 240)));
        yield return new Step(at, StepKind.MailStorm) { Mail = MailFault.DotSlow, Share = 0.3 + (random.NextDouble() * 0.5), Lasts = lasts };
        yield return new Step(at, StepKind.StorageStorm) { Storage = StorageFault.Redelivery, Share = 0.2 + (random.NextDouble() * 0.3), Lasts = lasts };
    }

    private static IEnumerable<Step> WebhookFaults(Random random, int minutes)
    {
        StorageFault[] faults = [StorageFault.Before, StorageFault.LostAnswer, StorageFault.Busy, StorageFault.CrashBefore, StorageFault.CrashAfter];
        for (var n = random.Next(3); n > 0; n--)
        {
            var fault = faults[random.Next(faults.Length)];
            yield return new Step(Within(random, minutes), StepKind.StorageStorm)
            {
                Storage = fault,
                Where = WebhookReceiver.Name,
                Share = fault >= StorageFault.CrashBefore ? 0.1 : random.Next(3) == 0 ? 1 : random.NextDouble(),
                Lasts = TimeSpan.FromSeconds(random.Next(5, 240)),
            };
        }
    }

    // Some posts have an API key, which may be revoked.
    private static List<Step> Keyed(Random random, List<Step> steps, int minutes)
    {
        if (random.Next(3) > 0)
            return steps;
        var keyed = steps.ConvertAll(step => step.Kind <= StepKind.Schedule && random.Next(2) == 0 ? step with { IsKeyed = true } : step);
        if (random.Next(4) > 0)
            keyed.Add(new Step(Within(random, minutes), StepKind.Revoke));
        return keyed;
    }

    private static IEnumerable<Step> Operations(Random random, int minutes)
    {
        if (random.Next(4) == 0)
        {
            for (var n = random.Next(1, 4); n > 0; n--)
                yield return new Step(Within(random, minutes), StepKind.Reconfigure) { Number = random.Next(4) };
        }

        if (random.Next(4) == 0)
        {
            for (var n = random.Next(1, 3); n > 0; n--)
                yield return new Step(Within(random, minutes), StepKind.AddProvider) { Number = random.Next(4) };
            if (random.Next(4) > 0)
                yield return new Step(Within(random, minutes), StepKind.RemoveProvider);
        }

        if (random.Next(6) == 0)
        {
            for (var n = random.Next(1, 3); n > 0; n--)
                yield return new Step(Within(random, minutes), StepKind.Garbage) { Number = random.Next(10) };
        }
    }

    private static TimeSpan Within(Random random, int minutes) => TimeSpan.FromMilliseconds(random.Next(minutes * 60_000));

    // Half of these faults happen when an email has just been posted.
    private static TimeSpan WithinOrDuring(Random random, int minutes, List<Step> posts) =>
        random.Next(2) == 0 ? Within(random, minutes) : posts[random.Next(posts.Count)].At + TimeSpan.FromMilliseconds(random.Next(1500));

    private static string Address(Random random, int email, int recipient, bool hasSuppression) => random.Next(12) switch
    {
        0 => $"bounce{email}.{recipient}@x.test",
        1 => "gone@x.test",
        2 or 3 when hasSuppression => "gone@x.test",
        _ => $"to{email}.{recipient}@x.test",
    };
}
