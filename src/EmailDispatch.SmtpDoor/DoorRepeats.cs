using System.Security.Cryptography;
using System.Text;

namespace EmailDispatch.SmtpDoor;

/// <summary>
/// Recognizes a message that a client repeats because it missed our 250: same API key, same envelope, same bytes, and a Message-ID in them. A client
/// that sends one message to each recipient in turn sends other envelopes, so these are different emails.
/// </summary>
internal static class DoorRepeats
{
    private static ReadOnlySpan<byte> Field => "Message-ID:"u8;

    /// <summary>An idempotency key of what identifies the message; null if it has no Message-ID. One in its header takes precedence.</summary>
    public static string? KeyOf(DoorSession session, ReadOnlySpan<byte> message)
    {
        if (!HasMessageId(message))
            return null;

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(string.Join('\0', [session.Key!.Id, .. session.Recipients.Order(StringComparer.Ordinal), ""])));
        hash.AppendData(message);
        return $"smtp:{Convert.ToHexStringLower(hash.GetCurrentHash())}";
    }

    private static bool HasMessageId(ReadOnlySpan<byte> message)
    {
        while (message.IndexOf("\r\n"u8) is > 0 and var end)
        {
            if (message[..end] is var line && line.Length >= Field.Length && Ascii.EqualsIgnoreCase(line[..Field.Length], Field))
                return true;
            message = message[(end + 2)..];
        }

        return false;
    }
}
