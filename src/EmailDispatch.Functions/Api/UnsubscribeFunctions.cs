using System.Net;
using EmailDispatch.Functions.Dashboard;
using EmailDispatch.Functions.Http;
using EmailDispatch.Secrets;
using EmailDispatch.Unsubscribing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Functions.Api;

/// <summary>
/// The unsubscribe links of recipients (RFC 8058). GET shows a page with a button and changes nothing, because scanners open links too; POST unsubscribes.
/// The signed link is the only permission needed; without a valid one the response is 404.
/// </summary>
public sealed partial class UnsubscribeFunctions(UnsubscribeLinks links, ILogger<UnsubscribeFunctions> logger)
{
    /// <summary>The function that accepts the form of RFC 8058 instead of JSON.</summary>
    public const string FunctionName = "Unsubscribe";

    private const string Route = UnsubscribeLinks.Path + "/{token}";
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    [Function("ShowUnsubscribe")]
    [AllowAnonymous]
    public Task<IResult> ShowAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route)] HttpRequest request, string token, CancellationToken cancellationToken) =>
        AnswerAsync(request.HttpContext, token, found => Task.FromResult(Page(
            request.HttpContext, "Unsubscribe", $"<p>Stop these emails to <strong>{WebUtility.HtmlEncode(found.Address)}</strong>?</p><form method=\"post\"><input type=\"hidden\" name=\"List-Unsubscribe\" value=\"One-Click\"><button>Unsubscribe</button></form>")), cancellationToken);

    [Function(FunctionName)]
    [AllowAnonymous]
    public Task<IResult> PostAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route)] HttpRequest request, string token, CancellationToken cancellationToken) =>
        AnswerAsync(request.HttpContext, token, found => UnsubscribeAsync(request.HttpContext, found, cancellationToken), cancellationToken);

    private async Task<IResult> UnsubscribeAsync(HttpContext http, UnsubscribeToken found, CancellationToken cancellationToken)
    {
        if (!await links.TryUnsubscribeAsync(found, cancellationToken))
        {
            http.Response.Headers.RetryAfter = "1";
            return ApiResults.Error(http, StatusCodes.Status429TooManyRequests, "rate_limit_exceeded", "Too many requests. Try again.");
        }

        return Page(http, "Unsubscribed", $"<p>No more of these emails go to <strong>{WebUtility.HtmlEncode(found.Address)}</strong>.</p>");
    }

    private async Task<IResult> AnswerAsync(HttpContext http, string token, Func<UnsubscribeToken, Task<IResult>> answer, CancellationToken cancellationToken)
    {
        try
        {
            return await links.FindAsync(token, cancellationToken) is { } found
                ? await answer(found)
                : ApiResults.Error(http, StatusCodes.Status404NotFound, "not_found", "There is no such link. It may have been cut; copy all of it.");
        }
        catch (CredentialException fault)
        {
            Log.Unchecked(logger, fault.Message);
            http.Response.Headers.RetryAfter = "30";
            return ApiResults.Error(http, StatusCodes.Status503ServiceUnavailable, "service_unavailable", "The link cannot be checked at the moment. Try again.");
        }
    }

    private static IResult Page(HttpContext http, string title, string body)
    {
        PageHeaders.Apply(http.Response.Headers, Policy, "no-store");
        http.Response.Headers["X-Robots-Tag"] = "noindex";
        return Results.Content(
            $"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title><style>body{{font:1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:4rem auto;padding:0 1rem}}button{{font:inherit;padding:.6rem 1.2rem}}</style></head><body><main><h1>{title}</h1>{body}</main></body></html>",
            "text/html; charset=utf-8");
    }

    private static partial class Log
    {
        [LoggerMessage(9006, LogLevel.Error, "An unsubscribe link cannot be checked at the moment: {Fault}")]
        public static partial void Unchecked(ILogger logger, string fault);
    }
}
