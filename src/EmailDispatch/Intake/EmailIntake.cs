using Azure;
using EmailDispatch.Emails;
using EmailDispatch.Status;

namespace EmailDispatch.Intake;

/// <summary>The door for emails, over HTTP and from a queue alike: read, judge, accept.</summary>
public sealed class EmailIntake(SubmissionReader reader, Acceptance acceptance, StatusStore status)
{
    /// <summary>Reads, validates and accepts one email under a new id.</summary>
    /// <param name="submitter">Whose email it is.</param>
    /// <param name="json">The request, UTF-8.</param>
    /// <param name="idempotencyKey">What makes this request and its repetitions one; null where the caller gave none.</param>
    /// <param name="cancellationToken">The caller has gone; nothing is accepted then.</param>
    /// <exception cref="RequestFailedException">Storage did not take it; nothing was accepted.</exception>
    public Task<SubmissionResult> SubmitAsync(
        Submitter submitter, ReadOnlyMemory<byte> json, string? idempotencyKey, CancellationToken cancellationToken) =>
        SubmitAsync(submitter, json, idempotencyKey, givenId: null, cancellationToken);

    /// <summary>
    /// Likewise, under a given id: one that is the same when the same submission comes again, so that it is one email however often it comes.
    /// </summary>
    public async Task<SubmissionResult> SubmitAsync(
        Submitter submitter, ReadOnlyMemory<byte> json, string? idempotencyKey, EmailId? givenId, CancellationToken cancellationToken)
    {
        var read = reader.Read(submitter, json);
        if (read.Email is not { } email)
            return new SubmissionResult(null, read.Fault, read.Errors);

        var id = givenId ?? status.NewId();
        await acceptance.AcceptAsync(submitter.Tenant, id, email, cancellationToken);
        return new SubmissionResult(id, EmailFault.None, []);
    }
}
