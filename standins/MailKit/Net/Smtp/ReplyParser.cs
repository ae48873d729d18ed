using System.Buffers;
using System.Text;

namespace MailKit.Net.Smtp;

/// <summary>
/// Puts a reply of RFC 5321 section 4.2 together from whatever pieces the network delivers. A wrong reply code is
/// reported at its fourth byte: a server that is no SMTP server may never end the line.
/// </summary>
internal sealed class ReplyParser
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ArrayBufferWriter<byte> text = new(256);
    private int code;
    private bool lineStarted;
    private bool lastLine;

    public void Start()
    {
        text.ResetWrittenCount();
        code = 0;
        lineStarted = lastLine = false;
    }

    /// <summary>Takes what it can use; true once the reply is complete.</summary>
    public bool TryParse(ReadOnlySpan<byte> input, out int consumed)
    {
        consumed = 0;

        while (consumed < input.Length)
        {
            var rest = input[consumed..];

            if (!lineStarted)
            {
                if (rest.Length < 4)
                    return false;

                consumed += StartLine(rest);
                continue;
            }

            var newLine = rest.IndexOf((byte)'\n');
            var line = newLine < 0 ? rest : rest[..newLine];
            text.Write(line is [.., (byte)'\r'] ? line[..^1] : line);
            consumed += newLine < 0 ? rest.Length : newLine + 1;

            if (newLine < 0)
                return false;

            if (lastLine)
                return true;

            text.Write("\n"u8);
            lineStarted = false;
        }

        return false;
    }

    public SmtpResponse Complete() => new((SmtpStatusCode)code, Text());

    private int StartLine(ReadOnlySpan<byte> line)
    {
        if (line[..3].ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            throw new SmtpProtocolException("Unable to parse status code returned by the server.");

        var value = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');

        if (value < 100 || !"- \r\n"u8.Contains(line[3]))
            throw new SmtpProtocolException("Invalid status code returned by the server.");

        if (code != 0 && code != value)
            throw new SmtpProtocolException("The status codes returned by the server did not match.");

        code = value;
        lineStarted = true;
        lastLine = line[3] != '-';

        return line[3] is (byte)'-' or (byte)' ' ? 4 : 3;
    }

    // RFC 6531 section 3.3 makes reply texts UTF-8; older servers send their local 8-bit set.
    private string Text()
    {
        try
        {
            return StrictUtf8.GetString(text.WrittenSpan);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(text.WrittenSpan);
        }
    }
}
