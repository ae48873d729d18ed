using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using EmailDispatch.Templates.Language;

namespace EmailDispatch.Templates;

/// <summary>The content of a version, as it is stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(TemplateContent))]
internal sealed partial class TemplateJson : JsonSerializerContext
{
    public static TemplateJson Relaxed => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
