using EmailDispatch.Emails;

namespace EmailDispatch.Dispatch;

/// <summary>What became of the wish to try many emails again.</summary>
/// <param name="Retried">How many are queued again.</param>
/// <param name="Skipped">How many could not be: the email itself is no longer kept, or something else has happened to it meanwhile.</param>
/// <param name="Next">Where to go on; null where that was all.</param>
public sealed record BulkRetryResult(int Retried, int Skipped, EmailId? Next);
