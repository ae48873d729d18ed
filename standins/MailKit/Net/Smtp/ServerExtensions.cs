using System.Globalization;

namespace MailKit.Net.Smtp;

/// <summary>What an EHLO reply announces (RFC 5321 section 4.1.1.1): one keyword a line, its values after a space.</summary>
internal sealed class ServerExtensions
{
    private static readonly Dictionary<string, SmtpCapabilities> Keywords = new(StringComparer.OrdinalIgnoreCase)
    {
        ["8BITMIME"] = SmtpCapabilities.EightBitMime,
        ["BINARYMIME"] = SmtpCapabilities.BinaryMime,
        ["CHUNKING"] = SmtpCapabilities.Chunking,
        ["DSN"] = SmtpCapabilities.Dsn,
        ["ENHANCEDSTATUSCODES"] = SmtpCapabilities.EnhancedStatusCodes,
        ["PIPELINING"] = SmtpCapabilities.Pipelining,
        ["REQUIRETLS"] = SmtpCapabilities.RequireTLS,
        ["SMTPUTF8"] = SmtpCapabilities.UTF8,
        ["STARTTLS"] = SmtpCapabilities.StartTLS,
    };

    private ServerExtensions()
    {
    }

    public SmtpCapabilities Capabilities { get; private set; }

    public uint MaxSize { get; private set; }

    public List<string> Mechanisms { get; } = [];

    public static ServerExtensions Parse(string reply)
    {
        var extensions = new ServerExtensions();

        foreach (var line in reply.AsSpan().Split('\n'))
            extensions.Add(reply.AsSpan(line).TrimEnd());

        return extensions;
    }

    private void Add(ReadOnlySpan<char> line)
    {
        // Some old servers write AUTH=LOGIN; X-EXPS is Exchange's name for AUTH.
        var end = line.IndexOfAny(' ', '=');

        if (end < 0)
        {
            if (Keywords.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(line, out var capability))
                Capabilities |= capability;

            return;
        }

        var keyword = line[..end];
        var value = line[(end + 1)..].Trim();

        if (keyword.Equals("AUTH", StringComparison.OrdinalIgnoreCase) || keyword.Equals("X-EXPS", StringComparison.OrdinalIgnoreCase))
        {
            Capabilities |= SmtpCapabilities.Authentication;
            Mechanisms.AddRange(value.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        }
        else if (keyword.Equals("SIZE", StringComparison.OrdinalIgnoreCase))
        {
            Capabilities |= SmtpCapabilities.Size;

            if (uint.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var size))
                MaxSize = size;
        }
    }
}
