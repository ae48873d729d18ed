using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using EmailDispatch.Functions.Http;

namespace EmailDispatch.Functions.Api;

/// <summary>The JSON of successful responses; <see cref="Http.ErrorJson"/> is for errors.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ApiKeyView))]
[JsonSerializable(typeof(ListView<ApiKeyView>))]
[JsonSerializable(typeof(RevokedApiKeyView))]
[JsonSerializable(typeof(AcceptedView))]
[JsonSerializable(typeof(AttachmentView))]
[JsonSerializable(typeof(ListView<AttachmentView>))]
[JsonSerializable(typeof(DryRunView))]
[JsonSerializable(typeof(BatchView))]
[JsonSerializable(typeof(DomainView))]
[JsonSerializable(typeof(ListView<DomainSummaryView>))]
[JsonSerializable(typeof(DomainDeletedView))]
[JsonSerializable(typeof(EmailView))]
[JsonSerializable(typeof(PageView<EmailView>))]
[JsonSerializable(typeof(PersonalDataView))]
[JsonSerializable(typeof(ErasureView))]
[JsonSerializable(typeof(EventValidationView))]
[JsonSerializable(typeof(ReturnedMailView))]
[JsonSerializable(typeof(ListView<ExpiryView>))]
[JsonSerializable(typeof(HealthView))]
[JsonSerializable(typeof(PoisonListView))]
[JsonSerializable(typeof(PoisonMessageView))]
[JsonSerializable(typeof(PoisonChangedView))]
[JsonSerializable(typeof(OverviewView))]
[JsonSerializable(typeof(ListView<ProviderView>))]
[JsonSerializable(typeof(ProviderChangedView))]
[JsonSerializable(typeof(ProviderDeletedView))]
[JsonSerializable(typeof(ListView<ProviderPresetView>))]
[JsonSerializable(typeof(ProviderResumedView))]
[JsonSerializable(typeof(ProviderTestFailedView))]
[JsonSerializable(typeof(ProviderTestView))]
[JsonSerializable(typeof(MessageView))]
[JsonSerializable(typeof(RootView))]
[JsonSerializable(typeof(ScheduleView))]
[JsonSerializable(typeof(BulkRetryView))]
[JsonSerializable(typeof(SuppressionView))]
[JsonSerializable(typeof(PageView<SuppressionView>))]
[JsonSerializable(typeof(SuppressionDeletedView))]
[JsonSerializable(typeof(SuppressionBatchDeletedView))]
[JsonSerializable(typeof(TemplateView))]
[JsonSerializable(typeof(ListView<TemplateSummaryView>))]
[JsonSerializable(typeof(TemplateChangedView))]
[JsonSerializable(typeof(TemplateDeletedView))]
[JsonSerializable(typeof(ListView<TemplateVersionView>))]
[JsonSerializable(typeof(TemplatePreviewView))]
[JsonSerializable(typeof(UsageView))]
[JsonSerializable(typeof(WebhookView))]
[JsonSerializable(typeof(ListView<WebhookView>))]
[JsonSerializable(typeof(WebhookChangedView))]
[JsonSerializable(typeof(WebhookDeletedView))]
[JsonSerializable(typeof(WebhookEventView))]
[JsonSerializable(typeof(ListView<WebhookEventView>))]
[JsonSerializable(typeof(ListView<WebhookAttemptView>))]
[JsonSerializable(typeof(WebhookReplayView))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>See <see cref="ErrorJson.Relaxed"/>.</summary>
    public static ApiJson Relaxed => field ??=
        new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
