using EmailDispatch.Functions.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Net.Http.Headers;

namespace EmailDispatch.Functions.Http;

/// <summary>Rejects bodies that are not declared as JSON in UTF-8, or as a message, or have an unsupported content coding.</summary>
public sealed class ContentMiddleware : IFunctionsWorkerMiddleware
{
    private const string Json = "application/json";
    private const string Message = "message/rfc822";

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        // Unknown paths get 404 rather than 415. Providers choose the content type of their events, a returned email is a message, and RFC 8058 posts a form.
        if (context.FunctionDefinition.Name is not (UnknownPath.FunctionName or EventFunctions.FunctionName or ReturnedMailFunctions.FunctionName or UnsubscribeFunctions.FunctionName) && context.GetHttpContext() is { } http && HasBody(http.Request) && Refuse(http, isMessage: context.FunctionDefinition.Name == EmailFunctions.RawFunction) is { } refusal)
            await refusal.ExecuteAsync(http);
        else
            await next(context);
    }

    private static bool HasBody(HttpRequest request) =>
        request.ContentLength is not 0 && request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false };

    private static IResult? Refuse(HttpContext http, bool isMessage)
    {
        var request = http.Request;
        if ((isMessage ? FindMessageTypeFault(request) : FindTypeFault(request)) is { } typeFault)
        {
            // RFC 9110 section 15.5.16.
            http.Response.Headers[HttpMethods.IsPatch(request.Method) ? "Accept-Patch" : "Accept-Post"] = isMessage ? Message : Json;
            return Unsupported(http, typeFault);
        }

        if (ContentCoding.Of(request) is var coding && ContentCoding.IsKnown(coding))
            return null;

        http.Response.Headers.AcceptEncoding = ContentCoding.Known;
        return Unsupported(http, $"The Content-Encoding {coding} is not supported; send one of {ContentCoding.Known}, or none.");
    }

    private static string? FindTypeFault(HttpRequest request)
    {
        // Without a type, the content itself decides (RFC 9110 section 8.3).
        if (string.IsNullOrWhiteSpace(request.ContentType))
            return null;
        if (!request.HasJsonContentType() || !MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
            return $"The body must be JSON, with the header Content-Type: {Json}, not {request.ContentType}.";
        return type.Charset.HasValue && !HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            ? $"The body must be JSON in UTF-8 (RFC 8259 section 8.1), not {type.Charset}."
            : null;
    }

    private static string? FindMessageTypeFault(HttpRequest request) =>
        string.IsNullOrWhiteSpace(request.ContentType) || (MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals(Message, StringComparison.OrdinalIgnoreCase))
            ? null
            : $"The body must be a message, with the header Content-Type: {Message}, not {request.ContentType}.";

    private static IResult Unsupported(HttpContext http, string message) =>
        ApiResults.Error(http, StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type", message);
}
