using System.Globalization;
using System.Text;

namespace EmailDispatch.SmtpDoor;

/// <summary>What MAIL says.</summary>
internal sealed record MailLine(string Sender, bool IsUtf8);

/// <summary>Reads the arguments of MAIL and RCPT (RFC 5321 sections 4.1.1.2, 4.1.1.3 and 4.1.2).</summary>
internal static class EnvelopeLine
{
    /// <exception cref="SmtpServer.Protocol.SmtpResponseException">It is refused.</exception>
    public static MailLine ReadMail(string argument, int maxMessageBytes)
    {
        var (path, parameters) = Split(argument, "FROM:");
        var isUtf8 = false;
        foreach (var (name, value) in parameters)
        {
            switch (name)
            {
                case "SIZE" when long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var size):
                    if (size > maxMessageBytes)
                        throw new SmtpServer.Protocol.SmtpResponseException(DoorReply.TooLarge(maxMessageBytes));
                    break;
                case "BODY" when value?.ToUpperInvariant() is "7BIT" or "8BITMIME":
                case "AUTH" when value is not null:
                    break;
                case "SMTPUTF8" when value is null:
                    isUtf8 = true;
                    break;
                default:
                    throw DoorReply.Refusal(name is "SIZE" or "BODY" or "AUTH" or "SMTPUTF8" ? 501 : 555, "5.5.4", $"The parameter {name} is not known or not valid");
            }
        }

        if (path.Length > 0 && !IsMailbox(path))
            throw DoorReply.Refusal(501, "5.1.7", "The sender is not an address");
        RefuseUtf8(path, isUtf8);
        return new MailLine(path, isUtf8);
    }

    /// <exception cref="SmtpServer.Protocol.SmtpResponseException">It is refused.</exception>
    public static string ReadRcpt(string argument, bool isUtf8)
    {
        var (path, parameters) = Split(argument, "TO:");
        if (parameters.Count > 0)
            throw DoorReply.Refusal(555, "5.5.4", $"The parameter {parameters[0].Name} is not known");
        if (!IsMailbox(path))
            throw DoorReply.Refusal(501, "5.1.3", "The recipient is not an address");
        RefuseUtf8(path, isUtf8);
        return path;
    }

    // RFC 6531 section 3.5.
    private static void RefuseUtf8(string path, bool isUtf8)
    {
        if (!isUtf8 && !Ascii.IsValid(path))
            throw DoorReply.Refusal(553, "5.6.7", "This address needs SMTPUTF8");
    }

    private static (string Path, List<(string Name, string? Value)> Parameters) Split(string argument, string prefix)
    {
        var text = argument.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? argument[prefix.Length..].TrimStart(' ') : "";
        var end = EndOfPath(text);
        if (end < 0)
            throw DoorReply.Refusal(501, "5.5.4", $"{prefix}<address> is expected");

        // A source route is accepted and ignored (RFC 5321 appendix C).
        var path = text[1..end];
        if (path.StartsWith('@') && path.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
            path = path[(colon + 1)..];
        return (path, [.. text[(end + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Split('=', 2) is [var name, var value] ? (name.ToUpperInvariant(), value) : (word.ToUpperInvariant(), (string?)null))]);
    }

    private static int EndOfPath(string text)
    {
        var isQuoted = false;
        for (var i = 1; i < text.Length && text[0] == '<'; i++)
        {
            switch (text[i])
            {
                case '\\' when isQuoted:
                    i++;
                    break;
                case '"':
                    isQuoted = !isQuoted;
                    break;
                case '>' when !isQuoted:
                    return i + 1 == text.Length || text[i + 1] == ' ' ? i : -1;
            }
        }

        return -1;
    }

    // Only what bounds the line: the intake checks recipients as it does for requests.
    private static bool IsMailbox(string path)
    {
        var at = path.LastIndexOf('@');
        return at > 0 && at < path.Length - 1 && Encoding.UTF8.GetByteCount(path) <= 320;
    }
}
