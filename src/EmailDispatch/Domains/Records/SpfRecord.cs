using System.Net;
using System.Net.Sockets;

namespace EmailDispatch.Domains.Records;

/// <summary>An SPF record (RFC 7208 sections 4.6 and 12).</summary>
/// <param name="Terms">The mechanisms up to <c>all</c>, in order.</param>
/// <param name="Redirect">The domain whose record applies if no mechanism matches; null for none.</param>
/// <param name="IgnoredTerms">The terms after <c>all</c>, which have no effect.</param>
internal sealed record SpfRecord(IReadOnlyList<SpfTerm> Terms, string? Redirect, IReadOnlyList<SpfTerm> IgnoredTerms)
{
    private const string Version = "v=spf1";

    /// <summary>Whether a text is an SPF record: the version must be a separate word (RFC 7208 section 4.5).</summary>
    public static bool Is(string text) =>
        text.StartsWith(Version, StringComparison.OrdinalIgnoreCase) && (text.Length == Version.Length || text[Version.Length] == ' ');

    /// <returns>The record, or the problem as a phrase that continues "it".</returns>
    public static (SpfRecord? Record, string? Problem) Parse(string text)
    {
        if (!text.All(c => c is >= ' ' and <= '~'))
            return (null, "has characters that are not printable ASCII");
        if (text.Contains('"', StringComparison.Ordinal))
            return (null, "has quotation marks in its value; enter the value without them");

        var (terms, ignored, redirect, explanation) = (new List<SpfTerm>(), new List<SpfTerm>(), (string?)null, (string?)null);
        foreach (var word in text[Version.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Modifier(word) is var (name, value))
            {
                var isAgain = (name == "redirect" && redirect is not null) || (name == "exp" && explanation is not null);
                if (isAgain || (name is "redirect" or "exp" && value.Length == 0))
                    return (null, $"has {name}= {(isAgain ? "twice" : "without a domain")}");
                (redirect, explanation) = name switch { "redirect" => (value, explanation), "exp" => (redirect, value), _ => (redirect, explanation) };
                continue;
            }

            var term = SpfTerm.Parse(word);
            if (term is null || FindFault(term) is not null)
                return (null, $"has {ForeignText.Show(word)}, {(term is null ? "which is not an SPF term" : FindFault(term))}");
            (terms.Exists(t => t.Name == "all") ? ignored : terms).Add(term);
        }

        // RFC 7208 section 6.1: a redirect is ignored if there is an all.
        return (new SpfRecord(terms, terms.Exists(t => t.Name == "all") ? null : redirect, ignored), null);
    }

    private static (string Name, string Value)? Modifier(string word)
    {
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && char.IsAsciiLetter(word[0]) && word[..equals].All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? (word[..equals].ToLowerInvariant(), word[(equals + 1)..])
            : null;
    }

    private static string? FindFault(SpfTerm term) => term.Name switch
    {
        "all" when term.Value is not null || term.Prefix is not null => "but all takes no value",
        "include" or "exists" when term.Value is not { Length: > 0 } => "which lacks its domain",
        "include" or "exists" when term.Prefix is not null => "but takes no prefix length",
        "ip4" when !IsNetwork(term, AddressFamily.InterNetwork) => "which is not an IPv4 address or network",
        "ip6" when !IsNetwork(term, AddressFamily.InterNetworkV6) => "which is not an IPv6 address or network",
        "a" or "mx" or "ptr" when term.Value is "" => "which lacks its domain",
        _ => null,
    };

    private static bool IsNetwork(SpfTerm term, AddressFamily family) =>
        IPAddress.TryParse(term.Value, out var address) && address.AddressFamily == family
        && (family == AddressFamily.InterNetworkV6 || term.Value!.Count(c => c == '.') == 3)
        && (term.Prefix is null || (int.TryParse(term.Prefix, out var length) && length >= 0 && length <= (family == AddressFamily.InterNetwork ? 32 : 128)));
}

/// <param name="Qualifier">The result of a match: <c>+</c>, <c>-</c>, <c>~</c> or <c>?</c>.</param>
/// <param name="Name">The name in lower case.</param>
/// <param name="Value">The part after the colon; null if none.</param>
/// <param name="Prefix">The prefix length after the slash; null if none.</param>
internal sealed record SpfTerm(char Qualifier, string Name, string? Value, string? Prefix)
{
    private static readonly string[] Names = ["all", "include", "a", "mx", "ptr", "ip4", "ip6", "exists"];

    /// <summary>Whether it requires a DNS lookup (RFC 7208 section 4.6.4).</summary>
    public bool NeedsLookup => Name is "include" or "a" or "mx" or "ptr" or "exists";

    public static SpfTerm? Parse(string word)
    {
        var qualifier = word[0] is '+' or '-' or '~' or '?' ? word[0] : '+';
        var rest = word[0] == qualifier ? word[1..] : word;
        var end = rest.AsSpan().IndexOfAny(':', '/');
        var name = (end < 0 ? rest : rest[..end]).ToLowerInvariant();
        if (!Names.Contains(name))
            return null;

        var value = end < 0 || rest[end] == '/' ? null : rest[(end + 1)..];
        var tail = value ?? (end < 0 ? "" : rest[end..]);

        // In a macro, a slash may be a delimiter (RFC 7208 section 7.1).
        var slash = tail.IndexOf('/', Math.Max(tail.LastIndexOf('}'), 0));
        return new SpfTerm(qualifier, name, value is null || slash < 0 ? value : value[..slash], slash < 0 ? null : tail[(slash + 1)..]);
    }
}
