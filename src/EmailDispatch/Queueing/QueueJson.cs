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
    // Text beyond ASCII stays as it is: escaped it would be twice its size and push emails into blobs for nothing.
    public static QueueJson Relaxed => field ??=
        new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
