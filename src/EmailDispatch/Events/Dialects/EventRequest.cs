using EmailDispatch.Providers;

namespace EmailDispatch.Events.Dialects;

/// <summary>A request that claims to come from a provider.</summary>
/// <param name="Provider">The provider named in the path.</param>
/// <param name="Body">The raw body.</param>
/// <param name="Header">Returns a header field; null if missing.</param>
/// <param name="Query">Returns a query parameter; null if missing.</param>
public sealed record EventRequest(ProviderOptions Provider, ReadOnlyMemory<byte> Body, Func<string, string?> Header, Func<string, string?> Query);
