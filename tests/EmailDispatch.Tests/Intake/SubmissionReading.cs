using EmailDispatch.Emails;
using EmailDispatch.Intake;

namespace EmailDispatch.Tests.Intake;

/// <summary>Reads submissions at once: only a template has anything to wait for.</summary>
internal static class SubmissionReading
{
    public static EmailReadResult Read(this SubmissionReader reader, Submitter submitter, ReadOnlyMemory<byte> json) =>
        Now(reader.ReadUnfetchedAsync(submitter, json, CancellationToken.None));

    public static EmailReadResult ReadOfBatch(this SubmissionReader reader, Submitter submitter, ReadOnlyMemory<byte> json) =>
        Now(reader.ReadOfBatchAsync(submitter, json, default, CancellationToken.None));

    private static EmailReadResult Now(ValueTask<EmailReadResult> reading) =>
        reading.IsCompletedSuccessfully ? reading.Result : throw new InvalidOperationException("It waits for storage.");
}
