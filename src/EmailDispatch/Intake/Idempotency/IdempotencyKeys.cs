using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using EmailDispatch.Emails;
using EmailDispatch.Storage;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Intake.Idempotency;

/// <summary>
/// Makes repeats of a request count once. A key is written twice: first it is reserved with the ids of the emails, then it gets the answer. In
/// between:
/// <list type="bullet">
/// <item>The same request arrives again: it waits for the answer and returns it.</item>
/// <item>The process dies, or storage fails: the lease ends and a repeat takes over with the same ids. Accepting an id twice gives the same email
/// (<see cref="Acceptance"/>), so it does not matter how far the first try got, or whether it is still running.</item>
/// <item>The answer cannot be written: the email is still accepted, and a repeat takes over as above.</item>
/// </list>
/// If two repeats take over, the row's version lets only one win. A refused request does not use up its key.
/// </summary>
public sealed partial class IdempotencyKeys(TableServiceClient tables, TimeProvider time, ILogger<IdempotencyKeys> logger)
{
    public const string TableName = "Idempotency";

    /// <summary>How long a key counts, and the longest that its row is kept.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>How long one try may take before a repeat takes over. Accepting takes milliseconds.</summary>
    internal static readonly TimeSpan Lease = TimeSpan.FromSeconds(5);

    // The total is longer than a lease, so a repeat that waits for a dead try takes over from it.
    private static readonly int[] WaitMilliseconds = [25, 50, 100, 200, 400, 800, 1000, 1000, 1000, 1000, 1000, 1000];

    private static readonly TimeSpan ClosingTimeout = TimeSpan.FromSeconds(5);

    private readonly TableClient _table = tables.GetTableClient(TableName);

    /// <summary>
    /// Executes a request once per key: accepts it, or returns the first answer. A refused request (<paramref name="refusal"/> is not null) may have
    /// been accepted earlier, before its scheduled time passed or a provider was removed. <paramref name="ids"/> are used unless an earlier try
    /// reserved others. Cancellation ends the wait for another try.
    /// </summary>
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

        if (answer.Fault != EmailFault.None)
            await ReleaseAsync(granted);
        else if (request.KeepsAnswer)
            await CloseAsync(granted with { Answer = JsonSerializer.SerializeToUtf8Bytes(answer, T.Json) });
        return answer;
    }

    /// <summary>Deletes a key. A repeat of its request is then a new request.</summary>
    internal Task ForgetAsync(string tenant, string key, CancellationToken cancellationToken)
    {
        var (partition, row) = IdempotencyRow.KeysOf(IdempotentRequest.Of(tenant, key, kind: "", body: []));
        return _table.TryDeleteAsync(partition, row, ETag.All, cancellationToken);
    }

    internal async Task<Reservation> ReserveAsync(IdempotentRequest request, IReadOnlyList<EmailId> ids, CancellationToken cancellationToken)
    {
        var wanted = NewRow(request, ids);
        return await TryWriteAsync(wanted, cancellationToken) is { } first
            ? new Reservation(ReservationState.Granted, first)
            : await WaitAsync(request, wanted, cancellationToken);
    }

    // Lets the next try take over at once under the same ids, because it is unknown how much of this one reached storage.
    private Task ReleaseAsync(IdempotencyRow granted) => CloseAsync(granted with { LeaseUntil = time.GetUtcNow() });

    private async Task<Reservation> WaitAsync(IdempotentRequest request, IdempotencyRow? wanted, CancellationToken cancellationToken)
    {
        IdempotencyRow? found = null;
        foreach (var wait in WaitMilliseconds)
        {
            found = await ReadAsync(request, cancellationToken);
            var now = time.GetUtcNow();
            var current = found?.CreatedAt + request.Lifetime > now ? found : null;
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
    /// <returns>The row with its new version; null if another writer was faster.</returns>
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
            // If the row changed, the lease had ended and another try took over under the same ids. The emails are accepted, so this must not throw.
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

/// <summary>The result of reserving a key; the row is null if the key is free.</summary>
internal sealed record Reservation(ReservationState State, IdempotencyRow? Row);

internal enum ReservationState
{
    /// <summary>Nobody has it; returned only if the caller did not want to reserve it.</summary>
    Free,

    /// <summary>It is reserved, with ids that an earlier try may have used.</summary>
    Granted,

    Answered,

    /// <summary>It belongs to a request with other content.</summary>
    OtherRequest,

    /// <summary>The same request is still running elsewhere.</summary>
    InUse,
}
