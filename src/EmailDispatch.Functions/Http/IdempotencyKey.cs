using Microsoft.AspNetCore.Http;

namespace EmailDispatch.Functions.Http;

/// <summary>The headers by which a request may be repeated without being done twice.</summary>
internal static class IdempotencyKey
{
    public const string ReplayHeader = "Idempotent-Replayed";

    private const string Header = "Idempotency-Key";

    /// <summary>The key of a request; null where it has none. Of several lines the values are joined, as HTTP has it (RFC 9110 section 5.2).</summary>
    public static string? Of(HttpRequest request) =>
        request.Headers.TryGetValue(Header, out var values) ? string.Join(", ", values.AsEnumerable()) : null;
}
