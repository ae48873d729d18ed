using System.Text.Json.Serialization;

namespace EmailDispatch.Functions.Api;

/// <summary>The response that confirms an Event Grid subscription; it returns the code that Event Grid sent.</summary>
public sealed record EventValidationView([property: JsonPropertyName("validationResponse")] string ValidationResponse);
