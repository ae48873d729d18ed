using EmailDispatch.Emails;

namespace EmailDispatch.Dispatch;

/// <summary>What became of a request for a test.</summary>
/// <param name="Report">What the test found; null where none was run.</param>
/// <param name="Errors">Why none was run; empty where the provider is not known.</param>
public sealed record ProviderTestResult(ProviderTestReport? Report, IReadOnlyList<FieldError> Errors);
