using System.Net.NetworkInformation;
using System.Security.Cryptography;
using System.Text;
using MimeKit.Encodings;

namespace MimeKit.Utils;

public static class MimeUtils
{
    private const string Base36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    public static string GenerateMessageId(string domain)
    {
        ArgumentException.ThrowIfNullOrEmpty(domain);

        var random = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        var now = (ulong)TimeProvider.System.GetUtcNow().Ticks;
        return $"{ToBase36(now)}.{ToBase36(random)}@{AddrSpecReader.ToAscii(domain)}";
    }

    public static string GenerateMessageId() => GenerateMessageId(HostName().ToLowerInvariant());

    /// <summary>The message ids in angle brackets, without the brackets.</summary>
    public static IEnumerable<string> EnumerateReferences(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        return MessageIdReader.ReadAll(text);
    }

    /// <summary>The message id in the text, without its brackets, or null where there is none.</summary>
    public static string? ParseMessageId(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        return MessageIdReader.Read(text);
    }

    public static string Quote(ReadOnlySpan<char> text)
    {
        var quoted = new StringBuilder("\"", text.Length + 2);
        foreach (var c in text)
        {
            if (c is '\\' or '"') quoted.Append('\\');
            quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }

    public static string Quote(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        return Quote(text.AsSpan());
    }

    public static string Unquote(string text, bool convertTabsToSpaces = false)
    {
        ArgumentNullException.ThrowIfNull(text);

        var plain = new StringBuilder(text.Length);
        var escaped = false;
        foreach (var c in text)
        {
            if (c is '\r' or '\n' || (c is '\\' or '"' && !escaped))
            {
                escaped = c == '\\';
                continue;
            }

            plain.Append(c == '\t' && convertTabsToSpaces ? ' ' : c);
            escaped = false;
        }

        return plain.ToString();
    }

    private static string ToBase36(ulong value)
    {
        var digits = new StringBuilder();
        do
        {
            digits.Append(Base36[(int)(value % 36)]);
            value /= 36;
        }
        while (value != 0);

        return digits.ToString();
    }

    private static string HostName()
    {
        try
        {
            return IPGlobalProperties.GetIPGlobalProperties().HostName;
        }
        catch (NetworkInformationException)
        {
            return "localhost.localdomain";
        }
    }
}
