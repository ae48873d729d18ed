using EmailDispatch.Emails.Idn;

namespace EmailDispatch.Emails;

/// <summary>A domain (<c>example.com</c>) or all its subdomains (<c>*.example.com</c>), compared in ASCII (RFC 5891).</summary>
internal static class DomainPattern
{
    private const string AnySubdomain = "*.";

    /// <summary>Whether a pattern matches, or there are no patterns.</summary>
    public static bool MatchesAny(IReadOnlyList<string> patterns, string domain) =>
        patterns.Count == 0 || patterns.Any(pattern => Matches(pattern, domain));

    /// <summary>Whether one of the patterns matches every domain that <paramref name="pattern"/> matches, or there are no patterns.</summary>
    public static bool MatchesAnyWholly(IReadOnlyList<string> patterns, string pattern)
    {
        if (!IsWildcard(pattern))
            return MatchesAny(patterns, pattern);

        var anySubdomain = $"any.{WithoutWildcard(pattern)}";
        return patterns.Count == 0 || patterns.Any(other => IsWildcard(other) && Matches(other, anySubdomain));
    }

    public static bool IsValid(string pattern) => ToAscii(WithoutWildcard(pattern)) is { } ascii && ascii.Contains('.', StringComparison.Ordinal);

    private static bool Matches(string pattern, string domain)
    {
        if (ToAscii(domain) is not { } candidate || ToAscii(WithoutWildcard(pattern)) is not { } parent)
            return false;

        return IsWildcard(pattern)
            ? candidate.Length > parent.Length + 1 && candidate.EndsWith($".{parent}", StringComparison.OrdinalIgnoreCase)
            : candidate.Equals(parent, StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsWildcard(string pattern) => pattern.StartsWith(AnySubdomain, StringComparison.Ordinal);

    private static string WithoutWildcard(string pattern) => IsWildcard(pattern) ? pattern[AnySubdomain.Length..] : pattern;

    private static string? ToAscii(string domain) => DomainName.TryToAscii(domain, out var ascii) ? ascii : null;
}
