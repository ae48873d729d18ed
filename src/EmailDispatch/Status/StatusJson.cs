using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using EmailDispatch.Emails;

namespace EmailDispatch.Status;

/// <summary>The JSON columns of a status row: compact, so that even 50 recipients and a day of attempts fit the entity.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(List<Recipient>))]
[JsonSerializable(typeof(List<Attempt>))]
[JsonSerializable(typeof(List<AttemptTally>))]
[JsonSerializable(typeof(List<SkippedProvider>))]
[JsonSerializable(typeof(RetryWindow))]
[JsonSerializable(typeof(List<Tag>))]
[JsonSerializable(typeof(List<string>))]
[JsonSerializable(typeof(List<FieldError>))]
[JsonSerializable(typeof(List<EmailEvent>))]
internal sealed partial class StatusJson : JsonSerializerContext
{
    // Stores addresses and replies unescaped; the columns are never put into HTML.
    public static StatusJson Relaxed => field ??=
        new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
