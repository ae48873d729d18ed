using System.Globalization;
using EmailDispatch.Emails;
using EmailDispatch.Intake;
using EmailDispatch.Operations;
using Microsoft.AspNetCore.Http;

namespace EmailDispatch.Functions.Api;

internal static class SubmissionHeaders
{
    /// <summary>Marks the response to a repeated request.</summary>
    public const string Replayed = "Idempotent-Replayed";

    /// <summary>Tells which preference of the request was followed (RFC 7240).</summary>
    public const string PreferenceApplied = "Preference-Applied";

    private const string IdempotencyKey = "Idempotency-Key";
    private const string DryRun = "dry_run";
    private const string BatchValidationMode = "x-batch-validation";

    public static FieldError UnknownBatchValidation { get; } = new(BatchValidationMode, "must be strict or permissive");

    /// <summary>The key of a request, or null. Several header lines are joined (RFC 9110 section 5.2).</summary>
    public static string? FindIdempotencyKey(HttpRequest request) =>
        request.Headers.TryGetValue(IdempotencyKey, out var values) ? string.Join(", ", values.AsEnumerable()) : null;

    /// <summary>
    /// How long the caller prefers to wait for the outcome: <c>Prefer: wait=10</c>, at most <see cref="ExpressLane.MaxWait"/>. Null if it does not say so;
    /// a preference that is not understood is ignored (RFC 7240 section 2).
    /// </summary>
    public static TimeSpan? FindWait(HttpRequest request)
    {
        foreach (var preference in request.Headers.GetCommaSeparatedValues("Prefer"))
        {
            var parts = preference.Split(';')[0].Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts is [var name, var value] && name.Equals("wait", StringComparison.OrdinalIgnoreCase)
                && int.TryParse(value.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
                return TimeSpan.FromSeconds(Math.Min(seconds, ExpressLane.MaxWait.TotalSeconds));
        }

        return null;
    }

    /// <summary>The envelope recipients of a raw message (null for those it names), and whether it is only to be checked.</summary>
    public static (IReadOnlyList<string>? Recipients, bool IsDryRun, IReadOnlyList<FieldError> Errors) FindRawOptions(HttpRequest request)
    {
        var errors = request.Query.Keys.Where(name => name is not ("to" or DryRun))
            .Select(name => new FieldError(name, "is not a known parameter; there are to and dry_run")).ToList();
        var dryRun = request.Query.TryGetValue(DryRun, out var value) ? value.ToString() : "false";
        if (dryRun is not ("true" or "false"))
            errors.Add(new FieldError(DryRun, "must be true or false"));
        return (request.Query.TryGetValue("to", out var to) ? [.. to.Select(address => address ?? "")] : null, dryRun == "true", errors);
    }

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
