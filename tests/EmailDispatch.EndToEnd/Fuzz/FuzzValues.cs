using System.Text.Json.Nodes;

namespace EmailDispatch.EndToEnd.Fuzz;

/// <summary>Values that have broken parsers of JSON, addresses, times and headers before.</summary>
internal static class FuzzValues
{
    /// <summary>Written into JSON as half a surrogate pair, which a string here cannot hold.</summary>
    public const string HalfPair = "@half-a-pair@";

    public static readonly string[] Texts =
    [
        "", " ", "\0", "\r\n", "x\r\nBcc: x@example.com", "\u2028", "\u0085", "\u202E", "\uFEFF", "\uFFFF", HalfPair, "é", "例え", "\U0001F600", "a\u0300",
        "=?utf-8?q?=0d=0aBcc:x@example.com?=", "null", "true", "0", "-1", "1e309", "NaN", "{}", "[]", "\"", "\\", "'", "' or true", "../..", "%00", "%2e%2e", "{0}", "{{", "%s%n", "$(id)",
        "a@example.com", "A <a@example.com>", "\"A\" <a@example.com>", "a@", "@example.com", "a@b", "a@[127.0.0.1]", "a@@example.com", "<a@example.com", "a@example.com>", "a b@example.com",
        "\"a b\"@example.com", "a@exa mple.com", "a@例え.テスト", "a@xn--0.example", "a@-x.example", ".a@example.com", "A, B <a@example.com>", "group: a@example.com;", "(c)a@example.com",
        "2026-03-10T12:00:00Z", "9999-12-31T23:59:59.9999999Z", "0001-01-01T00:00:00+14:00", "2026-02-30T00:00:00Z", "in 1 min", "2026-03-10", "1e400",
        "strict", "permissive", "at_most_once", "transactional", "marketing", "none", "admin", "bounce", "failed", "default", "other",
        "https://127.0.0.1/x", "https://[::1]/", "https://169.254.169.254/latest", "http://127.0.0.1/", "file:///etc/passwd", "https://", "javascript:alert(1)", "mailto:a@example.com?subject=x%0d%0aBcc:x",
        "text/plain", "multipart/mixed", "text/html; charset=\"x", "image/*", "cid:logo", "a.pdf", "../../a.pdf", "con", "SGVsbG8=", "SGVsbG8", "====", "10.0.0.0/8", "0.0.0.0/0", "::/0", "1.2.3.4/33",
        "0190a1b2-c3d4-7e5f-8a6b-1c2d3e4f5061", "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-7fff-bfff-ffffffffffff",
        new string('a', 300), new string('@', 500), new string('é', 1_100), new string('<', 200), $"{new string('a', 65)}@example.com", $"a@{string.Join('.', Enumerable.Repeat("abcdefgh", 40))}",
        new string('\t', 100), string.Concat(Enumerable.Repeat("\U0001F600", 600)), string.Concat(Enumerable.Repeat("\"a\" ", 300)), string.Concat(Enumerable.Repeat("a@example.com,", 80)),
    ];

    public static readonly string[] Names =
    [
        "from", "to", "cc", "bcc", "reply_to", "subject", "html", "text", "headers", "attachments", "tags", "scheduled_at", "unsubscribe_url", "unsubscribe_mailto", "stream", "provider",
        "delivery", "filename", "content", "path", "content_type", "content_id", "name", "value", "address", "addresses", "reason", "status", "limit", "after", "scopes", "permission",
        "from_domains", "ip_ranges", "rate_per_second", "tenant", "domain_id", "port", "security", "username", "password", "From", "to[0]", "", "$type", "__proto__", "a.b", "X-A",
        "X-A\r\nBcc", "Subject", "Content-Type", "é", HalfPair,
    ];

    public static JsonNode? Pick(Random random, int depth = 0) => random.Next(depth > 4 ? 7 : 12) switch
    {
        0 => null,
        1 => random.Next(2) == 0,
        2 => random.Next(-2, 200),
        3 => long.MaxValue,
        4 => 1.5e300,
        5 or 6 or 7 or 8 => Texts[random.Next(Texts.Length)],
        9 => Deep(random.Next(1, 40)),
        10 => new JsonArray([.. Enumerable.Range(0, random.Next(0, 60)).Select(_ => Pick(random, depth + 3))]),
        _ => Object(random, depth),
    };

    private static JsonObject Object(Random random, int depth)
    {
        var made = new JsonObject();
        for (var n = random.Next(0, 6); n > 0; n--)
            made[Names[random.Next(Names.Length)]] = Pick(random, depth + 1);
        return made;
    }

    private static JsonArray Deep(int levels)
    {
        var deep = new JsonArray();
        for (var n = 0; n < levels; n++)
            deep = [deep];
        return deep;
    }
}
