using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace EmailDispatch.EndToEnd.Fuzz;

/// <summary>
/// Makes requests of every kind. Ids in paths do not exist, so everything accepted is new. Wherever the dispatcher would connect to a host, only
/// loopback is named.
/// </summary>
internal sealed class FuzzCases(int seed, string apiKey, DateTimeOffset later)
{
    private const string Nobody = "0190a1b2-c3d4-7e5f-8a6b-1c2d3e4f5061";

    private static readonly string[] Emails =
    [
        """{"from":"a@example.com","to":"b@example.com","subject":"s","text":"t"}""",
        """{"from":"Acme <a@example.com>","to":["b@example.com","\"C, D\" <c@example.com>"],"cc":["d@example.com"],"bcc":"e@example.com","reply_to":["f@example.com"],"subject":"s","html":"<p>h</p>","text":"t","headers":{"X-A":"1","X-B":"2"},"tags":[{"name":"n","value":"v"}],"stream":"transactional","delivery":"at_most_once"}""",
        """{"from":"a@example.com","to":"b@example.com","subject":"s","html":"<img src=cid:logo>","attachments":[{"filename":"a.txt","content":"SGVsbG8=","content_type":"text/plain"},{"filename":"logo.png","content":"iVBORw0KGgo=","content_id":"logo"}]}""",
        """{"from":"a@example.com","to":"b@example.com","subject":"s","text":"t","stream":"marketing","unsubscribe_url":"https://example.com/u?x=1","unsubscribe_mailto":"u@example.com?subject=out"}""",
        """{"from":"a@example.com","to":"b@example.com","subject":"s","text":"t","provider":"none","scheduled_at":"2020-01-01T00:00:00+01:00"}""",
    ];

    private readonly string _scheduled = $$"""{"from":"a@example.com","to":"b@example.com","subject":"s","text":"t","scheduled_at":"{{later:yyyy-MM-dd'T'HH':'mm':'ss'Z'}}"}""";

    private static readonly (string Method, string Path, string Body)[] Others =
    [
        ("POST", "suppressions", """{"address":"s@example.com","reason":"manual"}"""),
        ("POST", "suppressions", """{"addresses":["s@example.com","t@example.com"],"reason":"complaint"}"""),
        ("POST", "api-keys", """{"name":"fuzz","scopes":["send"],"from_domains":["example.com"],"ip_ranges":["127.0.0.0/8"],"rate_per_second":5}"""),
        ("POST", "emails/retry", """{"status":"failed","from":"2020-01-01T00:00:00Z","to":"2020-01-02T00:00:00Z","limit":5}"""),
        ("PATCH", $"emails/{Nobody}", """{"scheduled_at":"2030-01-01T00:00:00Z"}"""),
        ("POST", $"emails/{Nobody}/cancel", "{}"),
        ("POST", $"emails/{Nobody}/retry", "{}"),
        ("POST", "providers/none/test", """{"to":"b@example.com","from":"a@example.com"}"""),
        ("POST", "v1/test-smtp", """{"provider":"none"}"""),
    ];

    private static readonly string[] Targets =
    [
        "emails", $"emails/{Nobody}", "emails/batch", "emails/retry", $"emails/{Nobody}/cancel", "suppressions", "suppressions/never@example.com", "usage", "providers", "api-keys", $"api-keys/{Nobody}",
        "health", "openapi.json", "dashboard", "dashboard/index.html", "nothing", "",
    ];

    private static readonly string[] Queries = ["limit", "after", "status", "to", "tag", "provider", "from", "by", "interval", "address", "tenant", "nonsense", ""];

    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "NONSENSE"];

    private static readonly string[] HeaderNames =
    [
        "Content-Type", "Content-Encoding", "Idempotency-Key", "x-batch-validation", "Accept", "Accept-Encoding", "Authorization", "X-Forwarded-For", "traceparent", "If-None-Match", "Range", "Expect", "Cookie", "X-Request-Id",
    ];

    private static readonly string[] HeaderValues =
    [
        "application/json", "application/json; charset=utf-16", "text/plain", "a/b;c=\"", "gzip", "br", "deflate", "gzip, gzip", "zstd", "identity", "text/csv", "*/*;q=2", "Bearer", "Bearer x", "Basic x", "Bearer re_0123456789abcdef0123456789abcdef",
        "bytes=0-", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "00-zz-zz-01", "\"x\"", "*", "permissive", "strict", "127.0.0.1, [::1]:99999", "é", "a=b; c", new string('k', 300), " ",
    ];

    public FuzzCase Make(int number)
    {
        var random = new Random(HashCode(number));
        var kind = random.Next(100);
        return kind switch
        {
            < 44 => Post(number, random, "emails", JsonMutation.Of(Email(random), random)),
            < 45 => Post(number, random, "emails", JsonMutation.Of(_scheduled, random)),
            < 55 => Post(number, random, "emails/batch", JsonMutation.Of($"[{Email(random)},{Email(random)}]", random)),
            < 65 => Other(number, random),
            < 72 => Post(number, random, random.Next(2) == 0 ? "emails" : "emails/batch", Noise(random)),
            < 80 => Coded(number, random),
            < 90 => Elsewhere(number, random),
            _ => new FuzzCase(number, "POST", "emails", [.. Headers(random), .. Several(random)], Encoding.UTF8.GetBytes(Email(random))),
        };
    }

    // Any mixing will do if it is the same in every run, unlike System.HashCode.
    private int HashCode(int number) => unchecked((number * (int)2654435761) ^ seed);

    private FuzzCase Other(int number, Random random)
    {
        var (method, path, body) = Others[random.Next(Others.Length)];
        return new FuzzCase(number, method, path, Headers(random), JsonMutation.Of(body, random));
    }

    private FuzzCase Coded(int number, Random random)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(JsonMutation.Of(Email(random), random));
        var body = random.Next(2) == 0 ? compressed.ToArray() : JsonMutation.Bytes(compressed.ToArray(), random);
        return new FuzzCase(number, "POST", "emails", [.. Headers(random), ("Content-Encoding", random.Next(4) == 0 ? "deflate" : "gzip")], body);
    }

    private FuzzCase Elsewhere(int number, Random random)
    {
        var target = Targets[random.Next(Targets.Length)];
        target = random.Next(4) switch
        {
            0 => target,
            1 => $"{target}/{Escape(random, FuzzValues.Texts[random.Next(FuzzValues.Texts.Length)])}",
            2 => $"{target}?{string.Join('&', Enumerable.Range(0, random.Next(1, 4)).Select(_ => $"{Queries[random.Next(Queries.Length)]}={Escape(random, FuzzValues.Texts[random.Next(FuzzValues.Texts.Length)])}"))}",
            _ => Encoding.ASCII.GetString(JsonMutation.Bytes(Encoding.ASCII.GetBytes($"{target}%2e%c3%28"), random)),
        };
        var method = random.Next(3) == 0 ? Methods[random.Next(Methods.Length)] : "GET";

        // Requests that an HTTP client cannot write are covered by the test on the raw connection.
        return new FuzzCase(number, method, string.Concat(target.Where(c => c is > ' ' and < '\x7F' and not '#')), [.. Headers(random), .. Several(random)], null);
    }

    private FuzzCase Post(int number, Random random, string path, byte[] body) => new(
        number, "POST", path, random.Next(10) == 0 ? [.. Headers(random), ("x-batch-validation", random.Next(3) == 0 ? "strict" : "permissive"), ("Idempotency-Key", $"fuzz-{random.Next(2_000)}")] : Headers(random), body);

    private List<(string Name, string Value)> Headers(Random random) =>
        random.Next(100) == 0 ? [("Content-Type", "application/json")] : [("Authorization", $"Bearer {apiKey}"), ("Content-Type", "application/json")];

    private static IEnumerable<(string Name, string Value)> Several(Random random) =>
        Enumerable.Range(0, random.Next(0, 4)).Select(_ => (HeaderNames[random.Next(HeaderNames.Length)], HeaderValues[random.Next(HeaderValues.Length)]));

    private static string Email(Random random) => Emails[random.Next(Emails.Length)];

    private static byte[] Noise(Random random)
    {
        if (random.Next(2) == 0)
            return JsonMutation.Bytes(Encoding.UTF8.GetBytes(Email(random)), random);

        var noise = new byte[random.Next(0, 600)];
        random.NextBytes(noise);
        return noise;
    }

    private static string Escape(Random random, string text)
    {
        var cut = text.Length > 400 ? text[..400] : text;
        return random.Next(3) == 0 ? cut : string.Concat(Encoding.UTF8.GetBytes(cut).Select(octet => string.Create(CultureInfo.InvariantCulture, $"%{octet:X2}")));
    }
}
