using EmailDispatch.Emails;
using EmailDispatch.Intake;
using Microsoft.AspNetCore.Http;

namespace EmailDispatch.Functions.Http;

/// <summary>The header by which a caller tells what a faulty email does to its batch.</summary>
internal static class BatchHeaders
{
    private const string Validation = "x-batch-validation";

    public static FieldError UnknownValidation { get; } = new(Validation, "must be strict or permissive");

    /// <returns>Strict where nothing is said; null where it is neither of the two.</returns>
    public static BatchValidation? FindValidation(HttpRequest request) => request.Headers.TryGetValue(Validation, out var value)
        ? value.ToString() switch
        {
            "strict" => BatchValidation.Strict,
            "permissive" => BatchValidation.Permissive,
            _ => null,
        }
        : BatchValidation.Strict;
}
