using System.Globalization;
using System.Text;

namespace Azure.Data.Tables.Http;

/// <summary>Takes the answer to a transaction apart: multipart in multipart (RFC 2046), each innermost part an HTTP response.</summary>
internal static class TransactionAnswer
{
    public static List<Response> Read(Response response)
    {
        var parts = new List<Response>();
        Read(response.Content.ToMemory(), Boundary(response.Headers.ContentType), response, parts);
        return parts;
    }

    private static void Read(ReadOnlyMemory<byte> body, string boundary, Response outer, List<Response> into)
    {
        var delimiter = Encoding.ASCII.GetBytes($"--{boundary}");
        var start = body.Span.IndexOf(delimiter);
        while (start >= 0)
        {
            body = body[(start + delimiter.Length)..];
            start = body.Span.IndexOf(delimiter);
            if (start < 0)
                return;

            var part = body[..start];
            var headers = Head(ref part);
            if (headers.GetValueOrDefault("Content-Type") is { } type && type.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
                Read(part, Boundary(type), outer, into);
            else
                into.Add(HttpPart(part, outer));
        }
    }

    private static TransactionPart HttpPart(ReadOnlyMemory<byte> part, Response outer)
    {
        // HTTP/1.1 204 No Content
        var line = Line(ref part);
        if (line.Split(' ', 3) is not [_, var code, var reason] || !int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var status))
            throw new InvalidOperationException($"Expected an HTTP status line, got '{line}'.");

        var headers = Head(ref part);
        return new TransactionPart(status, reason, headers, part, outer.ClientRequestId);
    }

    // Up to the first empty line, the rest of a delimiter's line before it left out.
    private static Dictionary<string, string> Head(ref ReadOnlyMemory<byte> part)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var seen = false;
        while (part.Length > 0)
        {
            var line = Line(ref part);
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
                headers[line[..colon].Trim()] = line[(colon + 1)..].Trim();
            else if (seen)
                break;

            seen = true;
        }

        return headers;
    }

    private static string Line(ref ReadOnlyMemory<byte> part)
    {
        var end = part.Span.IndexOf((byte)'\n');
        var line = end < 0 ? part : part[..end];
        part = end < 0 ? default : part[(end + 1)..];
        return Encoding.UTF8.GetString(line.Span.TrimEnd((byte)'\r'));
    }

    private static string Boundary(string contentType)
    {
        const string parameter = "boundary=";
        var at = contentType?.IndexOf(parameter, StringComparison.OrdinalIgnoreCase) ?? -1;
        return at < 0
            ? throw new InvalidOperationException($"Expected multipart/mixed with a boundary, got '{contentType}'.")
            : contentType[(at + parameter.Length)..].Split(';')[0].Trim().Trim('"');
    }
}
