using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EmailDispatch.Providers;

/// <summary>The JSON in rows of the table <c>Providers</c>.</summary>
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class ProviderJson : JsonSerializerContext
{
    public static ProviderJson Relaxed => field ??= new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
