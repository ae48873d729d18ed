using System.Globalization;
using System.Text;

namespace EmailDispatch.Tests.Replies;

/// <summary>Addresses whose owner wishes that a reply that quotes them were misread, and the ways in which servers quote addresses.</summary>
internal static class HostileAddress
{
    private static readonly string[] Words =
    [
        "daily quota", "try again in 6 days", "account suspended", "your account has been disabled", "user unknown", "mailbox full", "spam", "blocked using spamhaus",
        "too many connections", "rate limit exceeded", "credits exceeded", "sender address rejected", "not verified", "authentication required", "greylisted for 99999 s",
        "relay access denied", "5.7.13", "4.3.1", "421", "550-5.1.1", "dkim", "retry after 2026-03-20T12:00:00Z", "message too large", "wait 5 days", "closing transmission channel",
        "tenant has exceeded threshold", "limit", "quota", "suspended", "bounce", "x", "resolver.adr.recipnotfound", "must issue a starttls", "no such user", "hourly",
    ];

    /// <summary>A local part of hostile words, quoted where it has to be.</summary>
    public static string Next(Random random)
    {
        var joint = "=+.-_!#$%&*/?^{|}~ "[random.Next(19)];
        var words = Enumerable.Range(0, random.Next(1, 6)).Select(_ => Words[random.Next(Words.Length)]);
        var local = string.Join(joint, words.Select(w => joint == ' ' || random.Next(3) == 0 ? w : w.Replace(' ', joint)));
        if (random.Next(4) == 0)
            local = CultureInfo.InvariantCulture.TextInfo.ToTitleCase(local);
        if (random.Next(8) == 0)
            local += "\\\"" + Words[random.Next(Words.Length)];
        var isAtoms = local.All(c => char.IsAsciiLetterOrDigit(c) || "=+.-_!#$%&*/?^{|}~".Contains(c, StringComparison.Ordinal)) && !local.StartsWith('.') && !local.EndsWith('.') && !local.Contains("..", StringComparison.Ordinal);
        return $"{(isAtoms ? local : $"\"{local}\"")}@{(random.Next(3) == 0 ? "quota.exceeded" : "evil")}.test";
    }

    /// <summary>How a server may write an address.</summary>
    public static string Quote(string address, Random random) => random.Next(12) switch
    {
        0 or 1 => $"<{address}>",
        2 => address.ToUpperInvariant(),
        3 => Uri.EscapeDataString(address),
        4 => $"'{address}'",
        5 => $"<{address.Replace("=", "=3D", StringComparison.Ordinal)}>",
        6 => $"<{address.Replace("+", "+2B", StringComparison.Ordinal).Replace("=", "+3D", StringComparison.Ordinal)}>",
        7 => $"<{Unquoted(address)}>",
        8 => $"<{Cut(address, random)}...>",
        9 => $"<{LocalPart(address)}>",
        10 => Convert.ToBase64String(Encoding.UTF8.GetBytes(address)),
        _ => address,
    };

    private static string LocalPart(string address) => address[..address.LastIndexOf('@')];

    private static string Unquoted(string address) => address.Replace("\"", "", StringComparison.Ordinal).Replace("\\", "", StringComparison.Ordinal);

    private static string Cut(string address, Random random) => address[..random.Next(Math.Min(8, address.Length), address.Length)];
}
