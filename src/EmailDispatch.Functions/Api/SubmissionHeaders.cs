using EmailDispatch.Emails;
using EmailDispatch.Intake;
using Microsoft.AspNetCore.Http;

namespace EmailDispatch.Functions.Api;

internal static class SubmissionHeaders
{
    /// <summary>Marks the response to a repeated request.</summary>
    public const string Replayed = "Idempotent-Replayed";

    private const string IdempotencyKey = "Idempotency-Key";
    private const string BatchValidationMode = "x-batch-validation";

    public static FieldError UnknownBatchValidation { get; } = new(BatchValidationMode, "must be strict or permissive");

    /// <summary>The key of a request, or null. Several header lines are joined (RFC 9110 section 5.2).</summary>
    public static string? FindIdempotencyKey(HttpRequest request) =>
        request.Headers.TryGetValue(IdempotencyKey, out var values) ? string.Join(", ", values.AsEnumerable()) : null;

    /// <summary>Strict by default; null for an unknown value.</summary>
    public static BatchValidation? FindBatchValidation(HttpRequest request) => request.Headers.TryGetValue(BatchValidationMode, out var value)
        ? value.ToString() switch
        {
            "strict" => BatchValidation.Strict,
            "permissive" => BatchValidation.Permissive,
            _ => null,
        }
        : BatchValidation.Strict;
}
