using System.Diagnostics;

namespace EmailDispatch.Testing;

/// <summary>Polls until the answer is final. The deadline is far longer than even a loaded machine needs.</summary>
public static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <returns>The last answer, final or not, so that the caller's assertion can say what was wrong with it.</returns>
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
