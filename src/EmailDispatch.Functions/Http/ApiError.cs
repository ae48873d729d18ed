using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using EmailDispatch.Emails;

namespace EmailDispatch.Functions.Http;

/// <summary>The body of every error response: as in the Resend API, plus the faulty fields and the request id.</summary>
public sealed record ApiError(
    [property: JsonPropertyName("statusCode")] int StatusCode, string Name, string Message, IReadOnlyList<ApiFieldError> Errors, string RequestId)
{
    /// <summary>Limits the response to a body with many unknown fields.</summary>
    public const int MaxErrors = 50;
}

public sealed record ApiFieldError(string Field, string Message)
{
    // Field names and values come from the caller and can have any length.
    private const int MaxFieldLength = 256;
    private const int MaxMessageLength = 1024;

    public static ApiFieldError Of(FieldError error) => new(TextSafety.Shorten(error.Field, MaxFieldLength), TextSafety.Shorten(error.Message, MaxMessageLength));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ApiError))]
internal sealed partial class ErrorJson : JsonSerializerContext
{
    // Responses are never part of an HTML page, so non-ASCII text need not be escaped.
    public static ErrorJson Relaxed => field ??=
        new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
