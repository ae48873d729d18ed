using System.Text;

namespace EmailDispatch.LocalHost.Inbox;

internal static class HeaderBlock
{
    private const int MaxBytes = 64 * 1024;

    /// <summary>Returns the header block (RFC 5322 section 2.1) up to the empty line, at most 64 KiB, as UTF-8 (RFC 6532).</summary>
    public static string Of(ReadOnlySpan<byte> message)
    {
        // A message that begins with the empty line has no headers.
        if (message.StartsWith("\r\n"u8))
            return "";
        var end = message.IndexOf("\r\n\r\n"u8);
        var block = end < 0 ? message : message[..(end + 2)];
        return Encoding.UTF8.GetString(block[..Math.Min(block.Length, MaxBytes)]);
    }
}
