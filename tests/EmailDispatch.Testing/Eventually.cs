using System.Diagnostics;

namespace EmailDispatch.Testing;

/// <summary>Asks until the answer is the one waited for; the deadline is far beyond what a loaded machine needs.</summary>
public static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <returns>The last answer, right or not: the caller's assertion says what was wrong with it.</returns>
    public static async Task<T> GetAsync<T>(Func<Task<T>> ask, Predicate<T> isFinal, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(Interval);
        var answer = await ask();
        while (!isFinal(answer) && Stopwatch.GetElapsedTime(started) < Deadline)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
            answer = await ask();
        }

        return answer;
    }
}
