using System.Diagnostics;
using EmailDispatch.Benchmarks.Processes;

namespace EmailDispatch.Benchmarks.Mail;

/// <summary>Callers that post emails as fast as they are accepted, but keep the backlog short.</summary>
internal static class Load
{
    private const int Callers = 32;
    private const int Backlog = 64;

    /// <param name="caller">The API to post to.</param>
    /// <param name="sink">Where the emails arrive.</param>
    /// <param name="json">The email.</param>
    /// <param name="count">The number of emails.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <param name="settled">Completes when the work that remains after the last email was sent is done.</param>
    /// <returns>Emails per second, from the first POST until the last one is sent and settled.</returns>
    public static async Task<double> RunAsync(
        EmailCaller caller, MailSink sink, byte[] json, int count, CancellationToken cancellationToken, Func<Task>? settled = null)
    {
        var before = sink.Count;
        var posted = 0;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => PostAsync()));
        await sink.WaitForAsync(before + count, cancellationToken);
        await (settled?.Invoke() ?? Task.CompletedTask);
        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;

        async Task PostAsync()
        {
            for (var n = Interlocked.Increment(ref posted); n <= count; n = Interlocked.Increment(ref posted))
            {
                await sink.WaitForAsync(before + n - Backlog, cancellationToken);
                await caller.PostAsync("emails", json, cancellationToken);
            }
        }
    }
}
