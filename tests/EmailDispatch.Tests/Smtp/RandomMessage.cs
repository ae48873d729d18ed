using System.Text;

namespace EmailDispatch.Tests.Smtp;

/// <summary>Random MIME trees with odd folding, boundaries, encodings and line ends in the right places and the wrong ones.</summary>
internal static class RandomMessage
{
    private static readonly string[] Lines =
    [
        "", " ", "\t", ".", "..", ".x", "--", "--b", "--b0", "--b1--", "From me", ">From", "=", "=3D=", "a=20 ", "text  ", "dGV4dA==", "\u00c3\u00bc", "\u0001\u007f", "Content-Type: text/html", "x: y", "-- \t", new('w', 998),
    ];

    public static byte[] Of(Random random)
    {
        var fields = new StringBuilder();
        for (var n = random.Next(8); n > 0; n--)
            fields.Append(Field(random));
        var (more, body) = Entity(random, depth: 0);
        return RawMessage.Of(fields + more, body);
    }

    private static string Field(Random random)
    {
        var name = random.GetItems(["X-A", "x-b", "Received", "List-Id", "Comments", "ReFeReNcEs", "Z"], 1)[0];
        var words = Enumerable.Range(0, random.Next(1, 5)).Select(_ => random.GetItems(["<a@b>", "=?utf-8?q?=C3=BC?=", "word", "\"q\\\"", "(c", ";"], 1)[0]);
        return $"{name}:{random.GetItems(["", " ", "\t ", "  "], 1)[0]}{string.Join(random.GetItems([" ", "\n ", " \n\t", "  "], 1)[0], words)}{random.GetItems(["", " ", "\t"], 1)[0]}\n";
    }

    private static (string Fields, string Body) Entity(Random random, int depth)
    {
        if (depth < 4 && random.Next(3) > 0)
        {
            var boundary = $"b{random.Next(3)}";
            var body = new StringBuilder(Text(random));
            for (var n = random.Next(4); n > 0; n--)
            {
                var (fields, inner) = Entity(random, depth + 1);
                body.Append('\n').Append("--").Append(boundary).Append(random.GetItems(["", " ", "\t"], 1)[0]).Append('\n').Append(fields).Append('\n').Append(inner);
            }

            if (random.Next(3) > 0)
                body.Append($"\n--{boundary}--\n").Append(Text(random));
            return ($"Content-Type: multipart/{random.GetItems(["mixed", "alternative", "signed", "report", "x-odd"], 1)[0]};{random.GetItems([" ", "\n\t"], 1)[0]}boundary={boundary}\n", body.ToString());
        }

        var encoding = random.GetItems(["", "Content-Transfer-Encoding: 7bit\n", "Content-Transfer-Encoding: 8BIT\n", "content-transfer-encoding: base64\n", "Content-Transfer-Encoding: quoted-printable\n", "Content-Transfer-Encoding: odd\n"], 1)[0];
        return ($"Content-Type: {random.GetItems(["text/plain", "text/html; charset=utf-8", "image/png; name=a.png", "message/rfc822", "odd"], 1)[0]}\n{encoding}", Text(random));
    }

    private static string Text(Random random) => string.Join('\n', random.GetItems(Lines, random.Next(6)));
}
