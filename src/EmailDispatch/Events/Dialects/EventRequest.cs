using EmailDispatch.Providers;

namespace EmailDispatch.Events.Dialects;

/// <summary>A request that claims to come from a provider, which its path names. Missing header fields and query parameters are null.</summary>
public sealed record EventRequest(ProviderOptions Provider, ReadOnlyMemory<byte> Body, Func<string, string?> Header, Func<string, string?> Query);
