using System.Collections.Frozen;
using EmailDispatch.Emails;
using Microsoft.AspNetCore.Http;

namespace EmailDispatch.Functions.Http;

/// <summary>404 and 405 in the format of other errors. The message names features of the Resend API that are not available.</summary>
internal static class UnknownPath
{
    /// <summary>The catch-all function.</summary>
    public const string FunctionName = "ZUnknownPath";

    private const string WhereToLook = "GET /openapi.json lists every endpoint";

    private const int MaxShownLength = 100;

    private static readonly FrozenDictionary<string, string> NotOffered = new Dictionary<string, string>
    {
        ["audiences"] = "Audiences are",
        ["automations"] = "Automations are",
        ["broadcasts"] = "Broadcasts are",
        ["contact-properties"] = "Contact properties are",
        ["contacts"] = "Contacts are",
        ["domains/*/claim"] = "Claiming domains is",
        ["domains/claim"] = "Claiming domains is",
        ["emails/*/share"] = "Sharing emails is",
        ["emails/metrics"] = "Metrics of emails are",
        ["emails/receiving"] = "Receiving emails is",
        ["inboxes"] = "Inboxes are",
        ["logs"] = "Logs of requests are",
        ["oauth"] = "OAuth is",
        ["segments"] = "Segments are",
        ["topics"] = "Topics are",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>For the test that compares them with the routes.</summary>
    public static IEnumerable<string> Known => NotOffered.Keys;

    public static IResult Answer(HttpContext http, string path)
    {
        if (FindFeature(path) is { } feature)
            return NotAvailable(http, feature);
        if (path.Split('/') is ["events"] or ["events", not "mail"])
            return EventsOfYourOwn(http);

        var (method, shown) = (Shorten(http.Request.Method), Shorten(path));
        if (ApiRoutes.MethodsOf(path) is not { Count: > 0 } allowed)
            return NotFound(http, $"There is no {method} /{shown}; {WhereToLook}.");

        http.Response.Headers.Allow = string.Join(", ", allowed);
        return ApiResults.Error(
            http, StatusCodes.Status405MethodNotAllowed, "method_not_allowed", $"There is no {method} /{shown}, only {string.Join(" and ", allowed)}; {WhereToLook}.");
    }

    /// <summary>The unavailable Resend feature of a path, or null.</summary>
    public static string? FindFeature(string path)
    {
        var segments = path.Split('/');
        return NotOffered.GetValueOrDefault(segments[0])
            ?? (segments.Length > 1 ? NotOffered.GetValueOrDefault($"{segments[0]}/{segments[1]}") : null)
            ?? (segments.Length > 2 ? NotOffered.GetValueOrDefault($"{segments[0]}/*/{segments[2]}") : null);
    }

    /// <summary>Resend has such events where the endpoints for those of providers are.</summary>
    public static IResult EventsOfYourOwn(HttpContext http) => NotAvailable(http, "Events of your own, which start automations, are");

    private static IResult NotAvailable(HttpContext http, string feature) => NotFound(http, $"{feature} not available; {WhereToLook}.");

    private static IResult NotFound(HttpContext http, string message) => ApiResults.Error(http, StatusCodes.Status404NotFound, "not_found", message);

    private static string Shorten(string text) => TextSafety.Shorten(text, MaxShownLength);
}
