using Azure.Data.Tables;

namespace EmailDispatch.Providers.State;

/// <summary>
/// The last connection test of a provider, by the daily timer or on request. It succeeded if every stage did; otherwise <c>Stage</c> is the one that
/// failed, as in the API. <c>Message</c> is the server's reply or the fault.
/// </summary>
public sealed record LastTest(DateTimeOffset At, bool Succeeded, string? Stage, string Message)
{
    internal const string Key = "test";

    /// <summary>When the certificate that the server presented expires; null if the test did not get that far.</summary>
    public DateTimeOffset? CertificateExpiresAt { get; init; }

    /// <summary>Cause and fix; null if the test passed or the message is clear.</summary>
    public string? Hint { get; init; }

    private const int MaxMessageLength = 500;

    internal TableEntity Write(TableEntity row)
    {
        row["At"] = At;
        row["Succeeded"] = Succeeded;
        row["Message"] = Message.Length <= MaxMessageLength ? Message : Message[..MaxMessageLength];
        if (Stage is not null)
            row["Stage"] = Stage;
        if (Hint is not null)
            row["Hint"] = Hint;
        if (CertificateExpiresAt is { } expires)
            row["CertificateExpiresAt"] = expires;
        return row;
    }

    internal static LastTest? Read(TableEntity? row) => row?.GetDateTimeOffset("At") is { } at
        ? new LastTest(at, row.GetBoolean("Succeeded") ?? false, row.GetString("Stage"), row.GetString("Message") ?? "") { CertificateExpiresAt = row.GetDateTimeOffset("CertificateExpiresAt"), Hint = row.GetString("Hint") }
        : null;
}
