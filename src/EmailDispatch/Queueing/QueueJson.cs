using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using EmailDispatch.Emails;

namespace EmailDispatch.Queueing;

/// <summary>The JSON of queue messages and payload blobs.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(DispatchMessage))]
[JsonSerializable(typeof(Email))]
internal sealed partial class QueueJson : JsonSerializerContext
{
    // Non-ASCII text is not escaped: escaping would double its size and needlessly push emails into blobs.
    public static QueueJson Relaxed => field ??=
        new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
