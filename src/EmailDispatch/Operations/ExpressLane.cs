using EmailDispatch.Dispatch;
using EmailDispatch.Emails;
using EmailDispatch.Intake;
using EmailDispatch.Status;
using EmailDispatch.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Operations;

/// <summary>
/// Accepts an email and makes its first attempt at once in this process, as the trigger would. It is accepted as durably as any other: its message is on
/// the queue, hidden while the attempt is made, and continues if this process dies. One write accepts and claims it, so nobody else can begin the
/// attempt, and the message is deleted by its receipt afterwards: four storage requests instead of five.
/// </summary>
public sealed partial class ExpressLane(
    EmailIntake intake, SuppressedRecipients suppressed, InstanceLease instance, DispatchRuns runs, IOptions<DispatchOptions> options, TimeProvider time, ILogger<ExpressLane> logger)
{
    /// <summary>The longest time for which a caller may wait.</summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(30);

    // As many as the trigger takes at once; more go through the queue, which spreads them over the instances.
    private const int AtOnce = 16;

    private int _running;

    /// <param name="submitter">Who sends it.</param>
    /// <param name="json">The email, as UTF-8.</param>
    /// <param name="idempotencyKey">The request's key; null for none.</param>
    /// <param name="wait">How long to wait for the outcome, at most <see cref="MaxWait"/>; null if the caller did not ask.</param>
    /// <param name="cancellationToken">Ends the acceptance, or the wait; not the attempt.</param>
    public Task<ExpressResult> SubmitAsync(Submitter submitter, ReadOnlyMemory<byte> json, string? idempotencyKey, TimeSpan? wait, CancellationToken cancellationToken) =>
        SubmitAsync(submitter, claim => intake.SubmitAsync(submitter, json, idempotencyKey, cancellationToken, claim), wait, cancellationToken);

    /// <summary>The same for a message that is sent as it is.</summary>
    public Task<ExpressResult> SubmitAsync(Submitter submitter, RawSubmission submission, string? idempotencyKey, TimeSpan? wait, CancellationToken cancellationToken) =>
        SubmitAsync(submitter, claim => intake.SubmitAsync(submitter, submission, idempotencyKey, cancellationToken, claim), wait, cancellationToken);

    private async Task<ExpressResult> SubmitAsync(
        Submitter submitter, Func<ExpressClaim?, Task<SubmissionResult>> submit, TimeSpan? wait, CancellationToken cancellationToken)
    {
        var streams = options.Value.ExpressStreams;
        if ((wait is null && streams.Count == 0) || !await TryEnterAsync(submitter.Tenant, cancellationToken))
            return new ExpressResult(await submit(null));

        Task<EmailRow?>? attempt = null;
        try
        {
            var claim = new ExpressClaim(email => wait is not null || streams.Contains(email.Stream), options.Value.Lease, receipt => instance.NewClaimIdAsync(receipt));
            var result = await submit(claim);
            if (result.Claimed is not { } claimed)
                return new ExpressResult(result);

            attempt = AttemptAsync(claimed);
            if (wait > TimeSpan.Zero)
                await Task.WhenAny(attempt, Task.Delay(wait < MaxWait ? wait.Value : MaxWait, time, cancellationToken));
            return new ExpressResult(result) { IsExpress = true, Outcome = attempt.IsCompletedSuccessfully ? await attempt : null };
        }
        finally
        {
            if (attempt is null)
                Leave();
        }
    }

    private async Task<bool> TryEnterAsync(string tenant, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _running) > AtOnce)
        {
            Leave();
            return false;
        }

        try
        {
            await suppressed.EnsureKnownAsync(tenant, cancellationToken);
            return true;
        }
        catch (Exception fault)
        {
            Leave();
            if (StorageFaults.Is(fault) && !cancellationToken.IsCancellationRequested)
                return false;
            throw;
        }
    }

    private async Task<EmailRow?> AttemptAsync(ClaimedEmail claimed)
    {
        try
        {
            return await runs.RunClaimedAsync(claimed.Message, claimed.Row, claimed.Email);
        }
#pragma warning disable CA1031 // The email is accepted, and its message continues.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Log.Failed(logger, fault, claimed.Message.Id, claimed.Message.Tenant);
            return null;
        }
        finally
        {
            Leave();
        }
    }

    private void Leave() => Interlocked.Decrement(ref _running);

    private static partial class Log
    {
        [LoggerMessage(2014, LogLevel.Error, "Email {Id} of {Tenant}, attempt 1: made at once, and its result could not be stored; its message continues")]
        public static partial void Failed(ILogger logger, Exception fault, string id, string tenant);
    }
}

/// <summary>The result of a submission whose first attempt may have been made at once.</summary>
public sealed record ExpressResult(SubmissionResult Submission)
{
    /// <summary>Whether the first attempt was begun at once.</summary>
    public bool IsExpress { get; init; }

    /// <summary>The row after the first attempt; null if that has not ended in time.</summary>
    public EmailRow? Outcome { get; init; }
}
