using System.Text;
using System.Text.Json;
using EmailDispatch.Access;
using EmailDispatch.Emails;
using EmailDispatch.Intake;
using EmailDispatch.Operations;
using EmailDispatch.Queueing;
using EmailDispatch.Suppressions;

namespace EmailDispatch.Simulation.World;

/// <summary>The applications that use the dispatcher. They note what they are told.</summary>
internal sealed class Callers(SimulatedWorld world)
{
    private const int MaxTries = 8;

    private static readonly Submitter Submitter = new("default", []);

    private readonly Dictionary<int, Submission> _submissions = [];
    private int _asking;

    public void Begin(Step step) => _ = RunAsync(step);

    private async Task RunAsync(Step step)
    {
        if (step.Kind is StepKind.Repeat or StepKind.Cancel or StepKind.Reschedule or StepKind.Retry)
        {
            // A minimal example may have dropped the email.
            if (_submissions.TryGetValue(step.Number, out var known))
                await (step.Kind == StepKind.Repeat ? PostAsync(known, MaxTries) : ChangeAsync(known, step));
            return;
        }

        if (step.Kind == StepKind.Suppress)
        {
            await SuppressAsync(step);
            return;
        }

        if (step.Kind == StepKind.Garbage)
        {
            var (queue, text) = (step.Number % 2 == 0 ? QueueDrops.QueueName : DispatchQueue.QueueName, $"not JSON {step.Number}");
            world.History.Garbage.Add((queue, text));
            world.Storage.Queues.Add(queue, text);
            return;
        }

        var submission = new Submission(step) { DueAt = world.Scheduler.Now + step.Lasts };
        world.History.Submissions.Add(submission);
        _submissions[step.Number] = submission;
        if (step.Kind == StepKind.Drop)
        {
            submission.AcceptedAt = world.Scheduler.Now;
            world.Storage.Queues.Add(QueueDrops.QueueName, Json(step, 0));
            return;
        }

        await PostAsync(submission, step.Kind == StepKind.PostWithKey ? MaxTries : 1);
    }

    private async Task PostAsync(Submission submission, int tries)
    {
        for (; tries > 0; tries--)
        {
            var answered = await TryAsync(submission);
            if (answered)
                return;
            await world.Scheduler.Delay(TimeSpan.FromSeconds(2) + world.Scheduler.Around(TimeSpan.FromSeconds(5)));
        }
    }

    /// <summary>Posts once.</summary>
    /// <returns>Whether there was an answer that settles it.</returns>
    private async Task<bool> TryAsync(Submission submission)
    {
        var step = submission.Step;
        var key = step.Kind == StepKind.PostWithKey ? $"key-{step.Number}" : null;
        if (await AskAsync($"post {step.Number}", instance => SubmitAsync(instance, step, key)) is not { } answer)
        {
            submission.IsOpen = true;
            return false;
        }

        var (ids, fault, isOver) = answer;
        if (fault is not null)
        {
            submission.IsOpen |= fault is SubmissionInterruptedException;
            submission.WasRefused |= fault is not SubmissionInterruptedException;
            return false;
        }

        if (ids.Count == 0)
            return isOver;
        if (submission.Ids.Count > 0 && !submission.Ids.SequenceEqual(ids))
            world.History.Contradictions.Add($"One idempotency key, two answers: {string.Join(' ', submission.Ids)} and {string.Join(' ', ids)}.");
        submission.Ids = submission.Ids.Count > 0 ? submission.Ids : ids;
        submission.AcceptedAt ??= world.Scheduler.Now;
        return true;
    }

    private async Task<PostAnswer> SubmitAsync(Instance instance, Step step, string? key)
    {
        if (step.IsKeyed && !await IsKeyKnownAsync(instance))
            return new PostAnswer([], new UnauthorizedAccessException("The API key is not known."), IsOver: true);
        if (step.Kind == StepKind.Batch)
        {
            var json = $"[{string.Join(',', step.To.Select((_, n) => Json(step, n)))}]";
            var batch = await instance.Get<BatchIntake>().SubmitAsync(Submitter, Encoding.UTF8.GetBytes(json), BatchValidation.Strict, key, CancellationToken.None);
            return new PostAnswer([.. batch.Ids.Select(id => id.ToString())], null, true);
        }

        var due = step.Kind == StepKind.Schedule ? instance.Get<TimeProvider>().GetUtcNow() + step.Lasts : (DateTimeOffset?)null;
        var result = await instance.Get<ExpressLane>().SubmitAsync(
            Submitter, Encoding.UTF8.GetBytes(Json(step, 0, due)), key, step.Kind == StepKind.Express ? TimeSpan.FromSeconds(20) : null, CancellationToken.None);
        return new PostAnswer(result.Submission.Id is { } id ? [id.ToString()] : [], null, result.Submission.Fault != EmailFault.KeyInUse);
    }

    private async Task<bool> IsKeyKnownAsync(Instance instance)
    {
        var asked = world.Scheduler.Now;
        var isKnown = await instance.Get<ApiKeys>().FindAsync(world.Key!.Token, CancellationToken.None) is not null;
        if (isKnown && asked > world.RevokedAt + ApiKeyCache.Lifetime)
            world.History.Contradictions.Add($"{instance.Name} accepts an API key {asked - world.RevokedAt} after it was revoked.");
        if (!isKnown && !world.IsRevoking)
            world.History.Contradictions.Add($"{instance.Name} refuses an API key that was not revoked.");
        return isKnown;
    }

    private async Task ChangeAsync(Submission submission, Step step)
    {
        if (submission.Ids is not [var text, ..] || !EmailId.TryParse(text, out var id))
            return;

        if (step.Kind == StepKind.Retry)
        {
            if (await AskAsync($"retry {step.Number}", async i => (await i.Get<EmailRetry>().RetryAsync("default", id, CancellationToken.None)).ToString()) is not ("NotFound" or "NothingToRetry" or "TooOften" or "Gone"))
                (submission.Retries, submission.DueAt) = (submission.Retries + 1, world.Scheduler.Now);
            return;
        }

        var at = world.Scheduler.Now + step.Lasts;
        var result = await AskAsync($"{step.Kind} {step.Number}", i => step.Kind == StepKind.Cancel
            ? i.Get<EmailSchedule>().CancelAsync("default", id, CancellationToken.None)
            : i.Get<EmailSchedule>().RescheduleAsync("default", id, at, CancellationToken.None));
        if (step.Kind == StepKind.Reschedule && at > submission.DueAt)
            submission.DueAt = at;
        if (step.Kind == StepKind.Cancel && result?.Changed == true)
            submission.CanceledAt = world.Scheduler.Now;
    }

    private async Task SuppressAsync(Step step)
    {
        foreach (var address in step.To)
        {
            for (var tries = 0; tries < MaxTries; tries++)
            {
                if (await AskAsync($"suppress {address}", async i =>
                {
                    await i.Get<SuppressionList>().AddAsync(new Suppression("default", address, SuppressionReason.Manual, world.Scheduler.Now), CancellationToken.None);
                    return "added";
                }) is "added")
                {
                    world.History.Suppressed[address] = world.Scheduler.Now;
                    break;
                }

                await world.Scheduler.Delay(TimeSpan.FromSeconds(5));
            }
        }
    }

    /// <summary>Asks any instance. If it dies first, there is no answer.</summary>
    public async Task<T?> AskAsync<T>(string what, Func<Instance, Task<T>> ask)
        where T : class
    {
        Instance? instance;
        while ((instance = world.Any()) is null)
            await world.Scheduler.Delay(TimeSpan.FromSeconds(1));

        var number = ++_asking;
        var answer = new TaskCompletionSource<T?>();
        world.Note($"{what}: asks {instance.Name} ({number})");
        _ = AwaitAsync();
        var giveUp = world.Scheduler.After(TimeSpan.FromMinutes(4), () => answer.TrySetResult(default));
        var told = await answer.Task;
        giveUp.Dispose();
        return told;

        async Task AwaitAsync()
        {
            T? value;
            try
            {
                value = await ask(instance);
                world.Note($"{what}: answer ({number}) {Describe(value)}");
            }
            catch (Exception fault) when (fault is not NullReferenceException)
            {
                world.Note($"{what}: fault ({number}) {fault.GetType().Name}: {fault.Message.Split('\n')[0]}");
                value = (T?)(object?)(typeof(T) == typeof(PostAnswer) ? new PostAnswer([], fault, IsOver: false) : null);
            }

            if (instance.IsAlive)
                answer.TrySetResult(value);
        }
    }

    private static string Describe<T>(T value) => value switch
    {
        PostAnswer post => string.Join(' ', post.Ids),
        ScheduleResult result => $"{(result.Changed ? "changed" : "not changed")}: {result.Row?.Status}",
        _ => value?.ToString() ?? "",
    };

    private static string Json(Step step, int n, DateTimeOffset? due = null) => JsonSerializer.Serialize(new Dictionary<string, object?>
    {
        ["from"] = "hi@acme.test",
        ["to"] = step.Kind == StepKind.Batch ? new[] { step.To[n] } : step.To.Distinct().ToArray(),
        ["subject"] = $"email {step.Number}",
        ["text"] = step.IsLarge ? new string('.', 70_000) : "Hi",
        ["delivery"] = step.AtMostOnce ? "at_most_once" : "at_least_once",
        ["scheduled_at"] = due?.UtcDateTime.ToString("O"),
    });

    /// <summary>The ids, or why there are none; whether asking again is useless.</summary>
    private sealed record PostAnswer(IReadOnlyList<string> Ids, Exception? Fault, bool IsOver);
}
