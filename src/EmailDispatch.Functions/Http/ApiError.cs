using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using EmailDispatch.Emails;

namespace EmailDispatch.Functions.Http;

/// <summary>The body of every answer that is not a success, in the shape of the Resend API with what it lacks: the fields and the request's id.</summary>
public sealed record ApiError(
    [property: JsonPropertyName("statusCode")] int StatusCode, string Name, string Message, IReadOnlyList<ApiFieldError> Errors, string RequestId)
{
    /// <summary>The most faults of one answer. A body made of nothing but unknown fields must not be answered by a larger one.</summary>
    public const int MaxErrors = 50;
}

/// <summary>One fault at one field.</summary>
public sealed record ApiFieldError(string Field, string Message)
{
    // What is told back is the caller's own words, of any length.
    private const int MaxFieldLength = 256;
    private const int MaxMessageLength = 1024;

    /// <summary>As the library tells it, cut where it is too long.</summary>
    public static ApiFieldError Of(FieldError error) => new(Cut(error.Field, MaxFieldLength), Cut(error.Message, MaxMessageLength));

    /// <summary>A text, cut where it is longer than allowed.</summary>
    internal static string Cut(string text, int maxLength)
    {
        if (text.Length <= maxLength)
            return text;

        // Half a surrogate pair could not be written as UTF-8.
        var length = char.IsHighSurrogate(text[maxLength - 1]) ? maxLength - 1 : maxLength;
        return $"{text[..length]}…";
    }
}

/// <summary>The JSON of errors.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ApiError))]
internal sealed partial class ErrorJson : JsonSerializerContext
{
    // Answers are application/json, never part of a page: text beyond ASCII stays readable.
    public static ErrorJson Relaxed => field ??=
        new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
