using SmtpServer.Protocol;

namespace EmailDispatch.SmtpDoor;

/// <summary>Replies of the door. Each begins with an enhanced status code (RFC 3463), except those that must not have one.</summary>
internal static class DoorReply
{
    // The library writes replies in ASCII, one line each. RFC 5321 section 4.5.3.1.5: at most 512 octets.
    private const int MaxLength = 480;

    /// <summary>The end of a session that has no message under way.</summary>
    public static SmtpResponseException Stopping => Goodbye("4.3.2", "The server is stopping; try again");

    public static SmtpResponse TooLarge(int maxBytes) => Of(552, "5.3.4", $"The message is larger than the limit of {maxBytes:N0} bytes");

    public static SmtpResponse Of(int code, string enhanced, string text)
    {
        var line = $"{enhanced} {text}";
        return new SmtpResponse((SmtpReplyCode)code, string.Concat(line.Take(MaxLength).Select(c => c is < ' ' or > '~' ? '?' : c)));
    }

    /// <summary>A reply that the library sends instead of the command's own.</summary>
    public static SmtpResponseException Refusal(int code, string enhanced, string text) => new(Of(code, enhanced, text));

    /// <summary>A reply after which the connection is closed.</summary>
    public static SmtpResponseException Goodbye(string enhanced, string text, int code = 421) => new(Of(code, enhanced, text), quit: true);
}
