using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace EmailDispatch.EndToEnd.Samples;

/// <summary>Emails that are hard to compose: characters of all widths, text that looks like syntax, every length. Repeatable by seed.</summary>
public sealed class RandomRequest(int seed)
{
    private static readonly string[] Pieces =
    [
        "a", "Zz9", "word ", "Doe, Jane", "Acme (UK) ", "é", "ß", "日本語", "請求書", "مرحبا", "שלום", "😀", "👩‍💻", "a\u0300", "ﬃ", "𝒳",
        "\"", "\\", "'", ";", ":", "<", ">", "@", "[x]", "=?utf-8?q?x?=", "=?utf-8?b?eA==?= ", "=?", "?=", "%41", "%F0", "_", "=20", "=", "*0*", "&amp;", ".", "-- ", "100% ", "\u00a0",
    ];

    private static readonly string[] Breaks = ["\n", "\r\n", "\n\n", " \n", "\t\n", "\n.", "\nFrom ", "\n..\n", "\u2028", "\f"];
    private static readonly string[] Types = ["application/pdf", "image/png", "text/plain", "text/csv; charset=iso-8859-1", "application/octet-stream", "text/html", "application/json"];

    private readonly Random random = new(seed);

    public string ToJson(string? recipient = null)
    {
        var hasHtml = Chance(60);
        var request = new JsonObject
        {
            ["from"] = Address(),
            ["to"] = new JsonArray(recipient is null ? [.. Many(1, 6, Address)] : [recipient]),
            ["subject"] = Line(1, 400),
        };
        if (Chance(30))
            request["cc"] = new JsonArray([.. Many(1, 4, Address)]);
        if (Chance(30))
            request["reply_to"] = new JsonArray([.. Many(1, 3, Address)]);
        if (hasHtml)
            request["html"] = $"<p>{WebUtility.HtmlEncode(Body().Replace("<", "("))}</p><img src=\"cid:logo\">";
        if (!hasHtml || Chance(60))
            request["text"] = Body();
        request["headers"] = Headers();
        request["attachments"] = new JsonArray([.. Many(0, 4, File)]);
        return request.ToJsonString();
    }

    private bool Chance(int percent) => random.Next(100) < percent;

    private JsonNode[] Many(int least, int most, Func<JsonNode> make) => Many(least, most, _ => make());

    private JsonNode[] Many(int least, int most, Func<int, JsonNode> make) => [.. Enumerable.Range(0, random.Next(least, most + 1)).Select(make)];

    private JsonNode Address()
    {
        var address = $"user{random.Next(100_000)}{(Chance(20) ? "+tag" : "")}@{(Chance(10) ? "bücher.test" : "example.test")}";
        if (Chance(30))
            return address;
        var name = Line(1, 120);
        return $"\"{name.Replace("\\", "\\\\").Replace("\"", "\\\"")}\" <{address}>";
    }

    /// <summary>One line without spaces at its ends, because headers do not keep them.</summary>
    private string Line(int least, int most)
    {
        var length = Chance(70) ? random.Next(least, Math.Min(60, most)) : random.Next(least, most + 1);
        var isAscii = Chance(30);
        var text = new StringBuilder();
        while (text.Length < length)
        {
            var piece = Chance(50) ? Pieces[random.Next(Pieces.Length)] : $"{(char)random.Next('!', '~')}{(Chance(30) ? " " : "")}";
            text.Append(isAscii && !piece.All(char.IsAscii) ? "x" : piece);
        }

        var line = text.ToString().Trim(' ', '\u00a0');
        return line.Length == 0 || line.Length > most ? "x" : line;
    }

    private string Body()
    {
        var body = new StringBuilder();
        for (var lines = random.Next(1, 30); lines > 0; lines--)
            body.Append(Chance(5) ? new string('x', random.Next(900, 3_000)) : Line(1, 300)).Append(Breaks[random.Next(Breaks.Length)]);
        return body.Append('.').ToString();
    }

    private JsonObject Headers()
    {
        var headers = new JsonObject();
        if (Chance(50))
            headers["X-Entity-Ref-ID"] = Line(1, 900);
        if (Chance(30))
            headers["X-SMTPAPI"] = $"{{\"unique_args\":{{{string.Join(',', Enumerable.Range(0, random.Next(1, 30)).Select(n => $"\"key{n}\":\"{random.Next()}\""))}}}}}";
        if (Chance(30))
            headers["References"] = string.Join(' ', Enumerable.Range(0, random.Next(1, 20)).Select(_ => $"<{random.NextInt64()}.{random.NextInt64()}@mail.example.test>"));
        if (Chance(30))
            headers["List-Id"] = $"<list{random.Next()}.example.test>";
        if (Chance(30))
            headers["Feedback-ID"] = $"{random.Next()}:{new string('c', random.Next(1, 200))}:transactional:acme";
        return headers;
    }

    private JsonObject File(int n)
    {
        var content = new byte[random.Next(Chance(80) ? 300 : 5_000)];
        random.NextBytes(content);
        var file = new JsonObject { ["filename"] = Line(1, Chance(20) ? 250 : 60), ["content"] = Convert.ToBase64String(content), ["content_type"] = Types[random.Next(Types.Length)] };
        if (n == 0 && Chance(50))
        {
            // Readers treat displayed text parts as a body, so only images are inline.
            file["content_type"] = "image/png";
            file[Chance(50) ? "content_id" : "inline_content_id"] = Chance(70) ? "logo" : "logo2";
        }

        return file;
    }
}
