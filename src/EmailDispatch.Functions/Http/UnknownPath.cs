using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;

namespace EmailDispatch.Functions.Http;

/// <summary>
/// What is answered where there is nothing, in the form of every other error: a client then reports what is missing, not a broken server.
/// What the Resend API has and this one has not is named.
/// </summary>
internal static class UnknownPath
{
    /// <summary>The function that answers for all paths that no other one has.</summary>
    public const string FunctionName = "ZUnknownPath";

    private const string WhereToLook = "GET /openapi.json lists every endpoint";

    // A path is the caller's own, of any length.
    private const int MaxShownLength = 100;

    private static readonly FrozenDictionary<string, string> NotOffered = new Dictionary<string, string>
    {
        ["audiences"] = "Audiences are",
        ["automations"] = "Automations are",
        ["broadcasts"] = "Broadcasts are",
        ["contact-properties"] = "Contact properties are",
        ["contacts"] = "Contacts are",
        ["domains"] = "Domains are",
        ["emails/*/attachments"] = "Downloading the attachments of sent emails is",
        ["emails/metrics"] = "Metrics of emails are",
        ["emails/receiving"] = "Receiving emails is",
        ["events"] = "Events are",
        ["inboxes"] = "Inboxes are",
        ["logs"] = "Logs of requests are",
        ["oauth"] = "OAuth is",
        ["segments"] = "Segments are",
        ["templates"] = "Templates are",
        ["topics"] = "Topics are",
        ["webhooks"] = "Webhooks are",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The first segments of what is known not to be offered, for the test that holds them to the routes.</summary>
    public static IEnumerable<string> Known => NotOffered.Keys;

    /// <summary>404 or 405.</summary>
    public static IResult Answer(HttpContext http, string path)
    {
        if (FindFeature(path) is { } feature)
            return NotFound(http, $"{feature} not offered here; {WhereToLook}.");

        var (method, shown) = (Shorten(http.Request.Method), Shorten(path));
        if (ApiRoutes.MethodsOf(path) is not { Count: > 0 } allowed)
            return NotFound(http, $"There is no {method} /{shown}; {WhereToLook}.");

        http.Response.Headers.Allow = string.Join(", ", allowed);
        return ApiResults.Error(
            http, StatusCodes.Status405MethodNotAllowed, "method_not_allowed", $"There is no {method} /{shown}, only {string.Join(" and ", allowed)}; {WhereToLook}.");
    }

    /// <summary>What a path asks for that is known not to be offered; null for any other path.</summary>
    public static string? FindFeature(string path)
    {
        var segments = path.Split('/');
        return NotOffered.GetValueOrDefault(segments[0])
            ?? (segments.Length > 1 ? NotOffered.GetValueOrDefault($"{segments[0]}/{segments[1]}") : null)
            ?? (segments.Length > 2 ? NotOffered.GetValueOrDefault($"{segments[0]}/*/{segments[2]}") : null);
    }

    private static IResult NotFound(HttpContext http, string message) => ApiResults.Error(http, StatusCodes.Status404NotFound, "not_found", message);

    private static string Shorten(string text) => ApiFieldError.Cut(text, MaxShownLength);
}
