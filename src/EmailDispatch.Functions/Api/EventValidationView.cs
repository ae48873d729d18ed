using System.Text.Json.Serialization;

namespace EmailDispatch.Functions.Api;

/// <summary>The answer by which Event Grid knows that events are wanted.</summary>
/// <param name="ValidationResponse">The code that it sent.</param>
public sealed record EventValidationView([property: JsonPropertyName("validationResponse")] string ValidationResponse);
