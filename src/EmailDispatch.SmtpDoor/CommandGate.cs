using System.Text;

namespace EmailDispatch.SmtpDoor;

/// <summary>
/// Checks each line before the library sees it, and refuses what the library would do wrongly: commands before TLS, addresses and parameters that it
/// cannot read, base64 that is none (it would drop the connection), <c>PROXY</c> of anybody. It gets a plain form of the rest.
/// </summary>
internal sealed class CommandGate(DoorSession session)
{
    /// <summary>The maximum length of a line in octets. RFC 5321 asks for 512, and more for extensions; a login needs a few hundred.</summary>
    public const int MaxLine = 2_048;

    private const int MaxErrors = 50;
    private const int MaxCommandsBeforeLogin = 30;

    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Returns the line for the library.</summary>
    /// <param name="bytes">The line with its LF.</param>
    /// <param name="hasMore">Whether the client has sent more already.</param>
    public ReadOnlyMemory<byte> Pass(ReadOnlySpan<byte> bytes, bool hasMore)
    {
        if (bytes is not [.. var content, (byte)'\r', (byte)'\n'])
            throw DoorReply.Goodbye("5.5.2", "Lines must end with CR LF", 500);
        if (session.Errors > MaxErrors || (!session.IsLoggedIn && ++session.Commands > MaxCommandsBeforeLogin))
            throw DoorReply.Goodbye("4.7.0", "Too many errors or commands");

        var line = Read(content);
        var isAnswer = session.AwaitsAnswer;
        session.AwaitsAnswer = false;
        return Encoding.ASCII.GetBytes((isAnswer ? Answer(line) : Command(line, hasMore)) + "\r\n");
    }

    private static string Read(ReadOnlySpan<byte> content)
    {
        string line;
        try
        {
            line = Utf8.GetString(content);
        }
        catch (DecoderFallbackException)
        {
            throw DoorReply.Refusal(500, "5.5.2", "The line is not UTF-8");
        }

        return line.Any(char.IsControl) ? throw DoorReply.Refusal(500, "5.5.2", "The line has control characters") : line.TrimEnd(' ');
    }

    // RFC 4954 section 4.
    private static string Answer(string line)
    {
        if (line == "*")
            throw DoorReply.Refusal(501, "5.7.0", "Authentication canceled");
        return line.Length > 0 && Convert.TryFromBase64String(line, new byte[line.Length], out _) ? line : throw DoorReply.Refusal(501, "5.5.2", "Not base64");
    }

    private string Command(string line, bool hasMore)
    {
        var (verb, argument) = line.Split(' ', 2) is [var first, var rest] ? (first.ToUpperInvariant(), rest.Trim(' ')) : (line.ToUpperInvariant(), "");
        session.Verb = verb;
        if (!session.IsSecure && verb is ("AUTH" or "MAIL" or "RCPT" or "DATA"))
            throw DoorReply.Refusal(530, "5.7.0", "Issue STARTTLS first");
        if (!session.IsLoggedIn && verb is ("MAIL" or "RCPT" or "DATA"))
            throw DoorReply.Refusal(530, "5.7.0", "Authentication required: the password is an API key");

        switch (verb)
        {
            case "EHLO" or "HELO":
                // The library knows neither names with underscores nor IPv6 literals; nothing depends on the name.
                return argument.Length > 0 ? $"{verb} client" : throw DoorReply.Refusal(501, "5.5.4", $"{verb} needs a name");
            case "STARTTLS" when hasMore:
                throw DoorReply.Goodbye("5.5.1", "Nothing may follow STARTTLS before its reply", 503);
            case "AUTH":
                return Auth(argument);
            case "MAIL":
                session.Offered = EnvelopeLine.ReadMail(argument, session.MaxMessageBytes);
                return "MAIL FROM:<>";
            case "RCPT":
                session.OfferedRecipient = EnvelopeLine.ReadRcpt(argument, session.IsUtf8);
                return "RCPT TO:<a@b>";
            case "NOOP":
                return verb;
            case "VRFY":
                throw DoorReply.Refusal(252, "2.5.2", "Addresses are not checked here");
            case "DATA" or "RSET" or "QUIT" or "STARTTLS":
                return argument.Length == 0 ? verb : throw DoorReply.Refusal(501, "5.5.4", $"{verb} has no parameters");
            default:
                throw DoorReply.Refusal(502, "5.5.1", "Command not implemented");
        }
    }

    private static string Auth(string argument)
    {
        var words = argument.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is 0 or > 2)
            throw DoorReply.Refusal(501, "5.5.4", "AUTH mechanism [initial response]");
        var mechanism = words[0].ToUpperInvariant();
        if (mechanism is not ("PLAIN" or "LOGIN"))
            throw DoorReply.Refusal(504, "5.5.4", "The mechanisms are PLAIN and LOGIN");
        return words is [_, var initial] ? $"AUTH {mechanism} {Answer(initial)}" : $"AUTH {mechanism}";
    }
}
