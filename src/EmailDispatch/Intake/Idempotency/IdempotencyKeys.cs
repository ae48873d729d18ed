using System.Net;
using Azure;
using Azure.Data.Tables;
using EmailDispatch.Emails;
using EmailDispatch.Storage;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Intake.Idempotency;

/// <summary>
/// Makes a request and its repetitions one. A key goes through two writes: it is reserved, with the ids under which the emails will be
/// accepted, and then it gets the answer. Between them lies everything that can go wrong:
/// <list type="bullet">
/// <item>The same request comes meanwhile: it waits for the answer, and repeats it.</item>
/// <item>The process dies, or storage fails: the lease ends, and the next one who asks takes over, under the same ids. Accepting a second
/// time under an id is the same email (<see cref="Acceptance"/>), so that it does not matter how far the first had come; not even when it
/// still lives and was only slow.</item>
/// <item>The answer cannot be written: the email is accepted all the same, and the caller hears so. A repetition takes over, as above.</item>
/// </list>
/// Of two who take over one wins, by the version of the row. A refused request leaves nothing: a key is used up by acceptance alone.
/// </summary>
public sealed partial class IdempotencyKeys(TableServiceClient tables, TimeProvider time, ILogger<IdempotencyKeys> logger) : IStoragePlace
{
    /// <summary>The table's name.</summary>
    public const string TableName = "Idempotency";

    /// <summary>How long a key is kept.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>How long one try may take before another goes on with it. Accepting takes milliseconds.</summary>
    internal static readonly TimeSpan Lease = TimeSpan.FromSeconds(5);

    // Longer than a lease in all: who waits for a try that died takes over from it.
    private static readonly int[] WaitMilliseconds = [25, 50, 100, 200, 400, 800, 1000, 1000, 1000, 1000, 1000, 1000];

    private static readonly TimeSpan ClosingTimeout = TimeSpan.FromSeconds(5);

    private readonly TableClient _table = tables.GetTableClient(TableName);

    /// <inheritdoc />
    public Task CreateIfNotExistsAsync(CancellationToken cancellationToken) => _table.CreateIfNotExistsAsync(cancellationToken);

    /// <summary>Reserves a key, or waits for what became of it.</summary>
    internal async Task<Reservation> ReserveAsync(IdempotentRequest request, IReadOnlyList<EmailId> ids, CancellationToken cancellationToken)
    {
        var wanted = NewRow(request, ids);
        return await TryWriteAsync(wanted, cancellationToken) is { } first
            ? new Reservation(ReservationState.Granted, first)
            : await WaitAsync(request, wanted, cancellationToken);
    }

    /// <summary>What became of a key, without reserving it.</summary>
    internal Task<Reservation> FindAsync(IdempotentRequest request, CancellationToken cancellationToken) => WaitAsync(request, wanted: null, cancellationToken);

    /// <summary>Keeps the answer for repetitions. The emails are accepted by now: no fault of storage may say otherwise.</summary>
    internal Task CompleteAsync(Reservation granted, byte[] answer) => CloseAsync(granted.Row! with { Answer = answer });

    /// <summary>Lets the next one go on at once, under the same ids: what of the emails had reached storage cannot be known.</summary>
    internal Task ReleaseAsync(Reservation granted) => CloseAsync(granted.Row! with { LeaseUntil = time.GetUtcNow() });

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
        var entity = await _table.GetEntityIfExistsAsync<TableEntity>(partition, key, cancellationToken: cancellationToken);
        return entity.HasValue ? IdempotencyRow.FromEntity(request, entity.Value!) : null;
    }

    /// <summary>Inserts the row, or replaces the version it names.</summary>
    /// <returns>The row with its new version; null when another was faster.</returns>
    private async Task<IdempotencyRow?> TryWriteAsync(IdempotencyRow row, CancellationToken cancellationToken)
    {
        try
        {
            var entity = row.ToEntity();
            var response = row.ETag == default
                ? await _table.AddEntityAsync(entity, cancellationToken)
                : await _table.UpdateEntityAsync(entity, row.ETag, TableUpdateMode.Replace, cancellationToken);
            return row with { ETag = response.Headers.ETag ?? throw new InvalidDataException("Storage wrote a row without telling its ETag.") };
        }
        catch (RequestFailedException lost) when (IsLost(lost))
        {
            return null;
        }
    }

    private async Task CloseAsync(IdempotencyRow row)
    {
        using var timeout = new CancellationTokenSource(ClosingTimeout, time);
        try
        {
            // Lost: the lease was over and another has taken over, under the same ids.
            await TryWriteAsync(row, timeout.Token);
        }
        catch (Exception fault) when (fault is RequestFailedException or AggregateException or OperationCanceledException)
        {
            Log.NotClosed(logger, fault, row.Request.Tenant, row.Ids[0].ToString());
        }
    }

    // 404 is a row purged meanwhile; a table that does not exist is a fault.
    private static bool IsLost(RequestFailedException fault) =>
        fault.Status is (int)HttpStatusCode.PreconditionFailed or (int)HttpStatusCode.Conflict
        || (fault.Status == (int)HttpStatusCode.NotFound && fault.ErrorCode != "TableNotFound");

    private static partial class Log
    {
        [LoggerMessage(1301, LogLevel.Warning, "The idempotency key of email {Id} of {Tenant} could not be closed; a repetition takes it over when its lease ends")]
        public static partial void NotClosed(ILogger logger, Exception fault, string tenant, string id);
    }
}

/// <summary>What asking for a key came to.</summary>
/// <param name="State">What it came to.</param>
/// <param name="Row">What is known of the key; null where it is free.</param>
internal sealed record Reservation(ReservationState State, IdempotencyRow? Row)
{
    /// <summary>The ids under which to accept, once granted: the reserved ones, which an earlier try may have used.</summary>
    public IReadOnlyList<EmailId> Ids => Row!.Ids;

    /// <summary>The first answer, where there is one.</summary>
    public byte[] Answer => Row!.Answer!;
}
