using EmailDispatch.Status;
using EmailDispatch.Storage;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Intake;

/// <summary>Takes back the rows of a submission that was interrupted, by their versions: a row that was claimed meanwhile stays.</summary>
internal sealed partial class Withdrawal(StatusStore status, TimeProvider time, ILogger logger)
{
    private const int MaxConcurrency = 16;

    public async Task<WithdrawalOutcome[]> RunAsync(IReadOnlyList<EmailRow> rows, TimeSpan within)
    {
        var outcomes = new WithdrawalOutcome[rows.Count];
        using var timeout = new CancellationTokenSource(within, time);
        await ForEachAsync(
            rows.Count,
            async (n, _) =>
            {
                try
                {
                    outcomes[n] = await status.TryDeleteAsync(rows[n], timeout.Token) ? WithdrawalOutcome.Withdrawn : WithdrawalOutcome.Taken;
                }
                catch (Exception fault) when (StorageFaults.IsAny(fault))
                {
                    Log.NotWithdrawn(logger, fault, rows[n].Id.ToString(), rows[n].Tenant);
                }
            },
            CancellationToken.None);
        return outcomes;
    }

    /// <summary>Says which emails of an interrupted submission are, or may be, accepted.</summary>
    public static string Describe(IReadOnlyList<EmailRow> rows, WithdrawalOutcome[] outcomes)
    {
        return $"Storage failed half-way.{Part(WithdrawalOutcome.Taken, "are")}{Part(WithdrawalOutcome.Unknown, "may be")} Nothing else was accepted.";

        string Part(WithdrawalOutcome outcome, string verb)
        {
            var ids = rows.Where((_, n) => outcomes[n] == outcome).Select(row => row.Id.ToString()).ToList();
            return ids.Count == 0 ? "" : $" On their way {verb}: {string.Join(", ", ids)}.";
        }
    }

    /// <summary>Runs an action for each email of a submission, several at once.</summary>
    public static Task ForEachAsync(int count, Func<int, CancellationToken, Task> action, CancellationToken cancellationToken) =>
        count == 1
            ? action(0, cancellationToken)
            : Parallel.ForAsync(
                0, count, new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = cancellationToken },
                async (n, token) => await action(n, token));

    private static partial class Log
    {
        [LoggerMessage(1002, LogLevel.Warning, "Email {Id} of {Tenant} was not accepted, but its row could not be withdrawn")]
        public static partial void NotWithdrawn(ILogger logger, Exception fault, string id, string tenant);
    }
}

/// <summary>Whether an email could be withdrawn before it was accepted.</summary>
internal enum WithdrawalOutcome
{
    /// <summary>Storage did not answer.</summary>
    Unknown,

    Withdrawn,

    /// <summary>An attempt has begun.</summary>
    Taken,
}
