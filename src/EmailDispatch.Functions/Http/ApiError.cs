using System.Text.Json.Serialization;
using EmailDispatch.Emails;

namespace EmailDispatch.Functions.Http;

/// <summary>The body of every answer that is not a success, in the shape of the Resend API with what it lacks: the fields and the request's id.</summary>
public sealed record ApiError(
    [property: JsonPropertyName("statusCode")] int StatusCode, string Name, string Message, IReadOnlyList<ApiFieldError> Errors, string RequestId);

/// <summary>One fault at one field.</summary>
public sealed record ApiFieldError(string Field, string Message)
{
    /// <summary>As the library tells it.</summary>
    public static ApiFieldError Of(FieldError error) => new(error.Field, error.Message);
}
