namespace EmailDispatch.Retention;

/// <summary>What one run of the retention deleted.</summary>
/// <param name="Rows">Status rows.</param>
/// <param name="Usage">Usage rows.</param>
/// <param name="Payloads">Emails that were kept for a retry.</param>
/// <param name="Keys">Idempotency keys.</param>
/// <param name="IsComplete">Whether that was all; else the next run goes on.</param>
public sealed record RetentionRun(int Rows, int Usage, int Payloads, int Keys, bool IsComplete);
