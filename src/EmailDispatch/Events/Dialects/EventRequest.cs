using EmailDispatch.Providers;

namespace EmailDispatch.Events.Dialects;

/// <summary>A request that claims to be a provider's.</summary>
/// <param name="Provider">The provider that its path names.</param>
/// <param name="Body">The body as it came.</param>
/// <param name="Header">The value of a header field; null where there is none.</param>
/// <param name="Query">The value of a query parameter; null where there is none.</param>
public sealed record EventRequest(ProviderOptions Provider, ReadOnlyMemory<byte> Body, Func<string, string?> Header, Func<string, string?> Query);
