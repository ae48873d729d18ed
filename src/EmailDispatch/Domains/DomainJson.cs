using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using EmailDispatch.Domains.Signing;

namespace EmailDispatch.Domains;

/// <summary>The JSON columns of a domain's row.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(DomainResult))]
[JsonSerializable(typeof(Dictionary<string, DomainProvider>))]
[JsonSerializable(typeof(IReadOnlyList<OwnKey>))]
internal sealed partial class DomainJson : JsonSerializerContext
{
    /// <summary>Without HTML escaping, because the column is never put into HTML.</summary>
    public static DomainJson Relaxed => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
