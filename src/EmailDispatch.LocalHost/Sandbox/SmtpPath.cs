using System.Text;

namespace EmailDispatch.LocalHost.Sandbox;

/// <summary>Takes a path in angle brackets apart (RFC 5321 section 4.1.2).</summary>
internal static class SmtpPath
{
    /// <summary>Splits <c>&lt;a@x.test&gt; SIZE=5</c>; false where there is no path in brackets.</summary>
    public static bool TrySplit(string text, out string path, out string rest)
    {
        path = rest = "";
        if (!text.StartsWith('<'))
            return false;
        var quoted = false;
        for (var i = 1; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\' when quoted:
                    i++;
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case '>' when !quoted:
                    path = WithoutRoute(text[1..i]);
                    rest = text[(i + 1)..];
                    return rest.Length == 0 || rest[0] == ' ';
            }
        }

        return false;
    }

    /// <summary>Whether it has the shape and the lengths of a mailbox; not whether a caller should have written it.</summary>
    public static bool IsMailbox(string path)
    {
        var at = path.LastIndexOf('@');
        if (at < 1 || at == path.Length - 1 || path.Any(c => char.IsControl(c) || c == '\uFFFD'))
            return false;
        var local = path[..at];
        var domain = path[(at + 1)..];
        if (Encoding.UTF8.GetByteCount(local) > 64 || Encoding.UTF8.GetByteCount(domain) > 255)
            return false;
        return local is ['"', .., '"'] || (!local.StartsWith('.') && !local.EndsWith('.') && !local.Contains("..", StringComparison.Ordinal)
            && local.IndexOfAny([' ', '"', '(', ')', ',', ':', ';', '<', '>', '@', '[', '\\', ']']) < 0)
            ? domain.IndexOfAny([' ', '<', '>', '"', ',']) < 0
            : false;
    }

    /// <summary>The local part up to its first plus sign, in lower case.</summary>
    public static string Key(string path)
    {
        var at = path.LastIndexOf('@');
        var local = (at < 0 ? path : path[..at]).Trim('"');
        return local.Split('+', 2)[0].ToLowerInvariant();
    }

    // RFC 5321 appendix C: a source route is to be accepted and ignored.
    private static string WithoutRoute(string path) =>
        path.StartsWith('@') && path.IndexOf(':', StringComparison.Ordinal) is var colon and > 0 ? path[(colon + 1)..] : path;
}
