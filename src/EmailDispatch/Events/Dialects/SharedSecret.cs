using System.Text;

namespace EmailDispatch.Events.Dialects;

/// <summary>
/// For services that do not sign: the secret as a basic authentication password (RFC 7617), a bearer token, or the query parameter <c>key</c>.
/// </summary>
internal static class SharedSecret
{
    public static bool IsGiven(EventRequest request, IReadOnlyList<string> secrets) =>
        Candidates(request).SelectMany(_ => secrets, (given, secret) => Proof.Is(given, secret)).Aggregate(false, (any, one) => any | one);

    private static IEnumerable<string> Candidates(EventRequest request)
    {
        if (request.Query("key") is { } key)
            yield return key;

        var authorization = request.Header("Authorization") ?? "";
        if (authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            yield return authorization["Bearer ".Length..].Trim();

        var bytes = new byte[authorization.Length];
        if (!authorization.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) || !Convert.TryFromBase64String(authorization["Basic ".Length..].Trim(), bytes, out var length))
            yield break;

        // The secret is either the password or user and password.
        var credentials = Encoding.UTF8.GetString(bytes, 0, length);
        yield return credentials;
        yield return credentials[(credentials.IndexOf(':', StringComparison.Ordinal) + 1)..];
    }
}
