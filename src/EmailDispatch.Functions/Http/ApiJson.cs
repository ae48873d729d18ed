using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EmailDispatch.Functions.Http;

/// <summary>The JSON of answers.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ApiError))]
[JsonSerializable(typeof(ApiKeyView))]
[JsonSerializable(typeof(ApiKeyListView))]
[JsonSerializable(typeof(RevokedApiKeyView))]
[JsonSerializable(typeof(AcceptedView))]
[JsonSerializable(typeof(BatchView))]
[JsonSerializable(typeof(EmailView))]
[JsonSerializable(typeof(EmailListView))]
[JsonSerializable(typeof(HealthView))]
[JsonSerializable(typeof(ProviderListView))]
[JsonSerializable(typeof(ProviderTestView))]
[JsonSerializable(typeof(RootView))]
[JsonSerializable(typeof(ScheduleView))]
[JsonSerializable(typeof(BulkRetryView))]
[JsonSerializable(typeof(SuppressionView))]
[JsonSerializable(typeof(SuppressionListView))]
[JsonSerializable(typeof(SuppressionDeletedView))]
[JsonSerializable(typeof(SuppressionBatchDeletedView))]
[JsonSerializable(typeof(UsageView))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    // Answers are application/json, never part of a page: text beyond ASCII stays readable.
    public static ApiJson Relaxed => field ??=
        new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
