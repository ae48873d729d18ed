using EmailDispatch.ConnectionTesting;
using EmailDispatch.Emails;
using EmailDispatch.Providers;

namespace EmailDispatch.Operations;

/// <summary>The result of a request to add, change or remove a provider.</summary>
public sealed record ProviderOutcome
{
    /// <summary>The provider as stored.</summary>
    public ProviderOptions? Provider { get; init; }

    /// <summary>Why nothing was stored.</summary>
    public IReadOnlyList<FieldError> Errors { get; init; } = [];

    /// <summary>The failed test because of which nothing was stored.</summary>
    public ProviderTestReport? FailedTest { get; init; }

    /// <summary>Why the request conflicts with what exists, as a sentence.</summary>
    public string? Conflict { get; init; }

    /// <summary>Why the API key may not do it, as a sentence.</summary>
    public string? Restriction { get; init; }

    internal static ProviderOutcome Refused(params IReadOnlyList<FieldError> errors) => new() { Errors = errors };
}
