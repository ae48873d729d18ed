using EmailDispatch.Emails;
using EmailDispatch.Intake;
using Microsoft.AspNetCore.Http;

namespace EmailDispatch.Functions.Api;

/// <summary>The headers of a request that sends emails, and of its answer.</summary>
internal static class SubmissionHeaders
{
    /// <summary>Set on the answer to a request that was answered before.</summary>
    public const string Replayed = "Idempotent-Replayed";

    private const string IdempotencyKey = "Idempotency-Key";
    private const string BatchValidationMode = "x-batch-validation";

    /// <summary>The fault of a request for which <see cref="FindBatchValidation"/> finds nothing.</summary>
    public static FieldError UnknownBatchValidation { get; } = new(BatchValidationMode, "must be strict or permissive");

    /// <summary>The key of a request; null where it has none. Of several lines the values are joined, as HTTP has it (RFC 9110 section 5.2).</summary>
    public static string? FindIdempotencyKey(HttpRequest request) =>
        request.Headers.TryGetValue(IdempotencyKey, out var values) ? string.Join(", ", values.AsEnumerable()) : null;

    /// <summary>What a faulty email does to its batch.</summary>
    /// <returns>Strict where nothing is said; null where it is neither of the two.</returns>
    public static BatchValidation? FindBatchValidation(HttpRequest request) => request.Headers.TryGetValue(BatchValidationMode, out var value)
        ? value.ToString() switch
        {
            "strict" => BatchValidation.Strict,
            "permissive" => BatchValidation.Permissive,
            _ => null,
        }
        : BatchValidation.Strict;
}
