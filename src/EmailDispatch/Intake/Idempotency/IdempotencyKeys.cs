using System.Text.Json;
using Azure.Data.Tables;
using EmailDispatch.Emails;
using EmailDispatch.Storage;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Intake.Idempotency;

/// <summary>
/// Makes a request and its repetitions one. A key is written twice: it is reserved, with the ids of the emails, and then it gets the answer. In
/// between:
/// <list type="bullet">
/// <item>The same request comes again: it waits for the answer and returns it.</item>
/// <item>The process dies, or storage fails: the lease ends and a repetition takes over, under the same ids. Accepting an id a second time is
/// the same email (<see cref="Acceptance"/>), so it does not matter how far the first try came, or whether it is still running.</item>
/// <item>The answer cannot be written: the email is accepted all the same, and a repetition takes over as above.</item>
/// </list>
/// Of two that take over, the row's version lets one win. A refused request uses up no key.
/// </summary>
public sealed partial class IdempotencyKeys(TableServiceClient tables, TimeProvider time, ILogger<IdempotencyKeys> logger)
{
    /// <summary>The table's name.</summary>
    public const string TableName = "Idempotency";

    /// <summary>How long a key is kept.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>How long one try may take before another takes over. Accepting takes milliseconds.</summary>
    internal static readonly TimeSpan Lease = TimeSpan.FromSeconds(5);

    // In total longer than a lease: a repetition that waits for a dead try takes over from it.
    private static readonly int[] WaitMilliseconds = [25, 50, 100, 200, 400, 800, 1000, 1000, 1000, 1000, 1000, 1000];

    private static readonly TimeSpan ClosingTimeout = TimeSpan.FromSeconds(5);

    private readonly TableClient _table = tables.GetTableClient(TableName);

    /// <summary>Executes a request once for its key: accepts it, or returns the first answer.</summary>
    /// <param name="request">The request.</param>
    /// <param name="refusal">Why it is refused; null if it is not. It may have been accepted before: its time has passed since, a provider was removed.</param>
    /// <param name="ids">The ids for its emails, unless an earlier try has reserved others.</param>
    /// <param name="acceptAsync">Accepts the emails under these ids.</param>
    /// <param name="cancellationToken">Ends the wait for another try.</param>
    internal async Task<T> OnceAsync<T>(
        IdempotentRequest request, T? refusal, IReadOnlyList<EmailId> ids, Func<IReadOnlyList<EmailId>, Task<T>> acceptAsync, CancellationToken cancellationToken)
        where T : class, IAnswer<T>
    {
        var reservation = refusal is null ? await ReserveAsync(request, ids, cancellationToken) : await WaitAsync(request, wanted: null, cancellationToken);
        switch (reservation.State)
        {
            case ReservationState.Answered:
                return JsonSerializer.Deserialize(reservation.Row!.Answer!, T.Json)!.Replayed();
            case ReservationState.OtherRequest:
                return T.Refused(EmailFault.KeyOfOtherRequest, new FieldError(IdempotentRequest.Field, "was already used with a different body; use a new key"));
            case ReservationState.InUse:
                return T.Refused(EmailFault.KeyInUse, new FieldError(IdempotentRequest.Field, "belongs to a request that is still running; repeat it to get its answer"));
            case ReservationState.Free:
                return refusal!;
        }

        var granted = reservation.Row!;
        T answer;
        try
        {
            answer = await acceptAsync(granted.Ids);
        }
        catch
        {
            await ReleaseAsync(granted);
            throw;
        }

        if (answer.Fault == EmailFault.None)
            await CloseAsync(granted with { Answer = JsonSerializer.SerializeToUtf8Bytes(answer, T.Json) });
        else
            await ReleaseAsync(granted);
        return answer;
    }

    /// <summary>Reserves a key, or waits for its answer.</summary>
    internal async Task<Reservation> ReserveAsync(IdempotentRequest request, IReadOnlyList<EmailId> ids, CancellationToken cancellationToken)
    {
        var wanted = NewRow(request, ids);
        return await TryWriteAsync(wanted, cancellationToken) is { } first
            ? new Reservation(ReservationState.Granted, first)
            : await WaitAsync(request, wanted, cancellationToken);
    }

    // The next try takes over at once, under the same ids: what of the emails reached storage cannot be known.
    private Task ReleaseAsync(IdempotencyRow granted) => CloseAsync(granted with { LeaseUntil = time.GetUtcNow() });

    private async Task<Reservation> WaitAsync(IdempotentRequest request, IdempotencyRow? wanted, CancellationToken cancellationToken)
    {
        IdempotencyRow? found = null;
        foreach (var wait in WaitMilliseconds)
        {
            found = await ReadAsync(request, cancellationToken);
            var now = time.GetUtcNow();
            var current = found?.CreatedAt + Lifetime > now ? found : null;
            if (current is not null && current.Content != request.Content)
                return new Reservation(ReservationState.OtherRequest, current);
            if (current?.Answer is not null)
                return new Reservation(ReservationState.Answered, current);

            if (current is null || current.LeaseUntil <= now || current.LeaseId == wanted?.LeaseId)
            {
                if (wanted is null)
                    return new Reservation(ReservationState.Free, null);

                var own = wanted with { LeaseUntil = now + Lease, ETag = found?.ETag ?? default };
                if (current is not null)
                    own = own with { Ids = current.Ids, CreatedAt = current.CreatedAt };
                if (await TryWriteAsync(own, cancellationToken) is { } granted)
                    return new Reservation(ReservationState.Granted, granted);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(wait), time, cancellationToken);
        }

        return new Reservation(ReservationState.InUse, found);
    }

    private IdempotencyRow NewRow(IdempotentRequest request, IReadOnlyList<EmailId> ids)
    {
        var now = time.GetUtcNow();
        return new()
        {
            Request = request,
            Content = request.Content,
            Ids = ids,
            CreatedAt = now,
            LeaseId = Guid.NewGuid().ToString("N"),
            LeaseUntil = now + Lease,
        };
    }

    private async Task<IdempotencyRow?> ReadAsync(IdempotentRequest request, CancellationToken cancellationToken)
    {
        var (partition, key) = IdempotencyRow.KeysOf(request);
        return await _table.FindAsync(partition, key, cancellationToken) is { } row ? IdempotencyRow.FromEntity(request, row) : null;
    }

    /// <summary>Inserts the row, or replaces the version it names.</summary>
    /// <returns>The row with its new version; null if another was faster.</returns>
    private async Task<IdempotencyRow?> TryWriteAsync(IdempotencyRow row, CancellationToken cancellationToken)
    {
        var version = row.ETag == default
            ? await _table.TryInsertAsync(row.ToEntity(), cancellationToken)
            : await _table.TryUpdateAsync(row.ToEntity(), row.ETag, TableUpdateMode.Replace, cancellationToken);
        return version is { } written ? row with { ETag = written } : null;
    }

    private async Task CloseAsync(IdempotencyRow row)
    {
        using var timeout = new CancellationTokenSource(ClosingTimeout, time);
        try
        {
            // If it is lost, the lease was over and another took over, under the same ids. The emails are accepted: a fault must not say otherwise.
            await TryWriteAsync(row, timeout.Token);
        }
        catch (Exception fault) when (StorageFaults.IsAny(fault))
        {
            Log.NotClosed(logger, fault, row.Request.Tenant, row.Ids[0].ToString());
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1301, LogLevel.Warning, "The idempotency key of email {Id} of {Tenant} could not be closed; a repetition takes over when its lease ends")]
        public static partial void NotClosed(ILogger logger, Exception fault, string tenant, string id);
    }
}

/// <summary>The result of reserving a key.</summary>
/// <param name="State">The kind of result.</param>
/// <param name="Row">What is known of the key; null if it is free.</param>
internal sealed record Reservation(ReservationState State, IdempotencyRow? Row);

/// <summary>Whether a key could be reserved.</summary>
internal enum ReservationState
{
    /// <summary>Nobody has it; only if it was not to be reserved.</summary>
    Free,

    /// <summary>It is reserved, with ids that an earlier try may have used.</summary>
    Granted,

    /// <summary>The request was answered before.</summary>
    Answered,

    /// <summary>It belongs to a request with other content.</summary>
    OtherRequest,

    /// <summary>The same request is still running elsewhere.</summary>
    InUse,
}
