using System.Text;
using System.Text.RegularExpressions;
using MailKit;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Smtp;

/// <summary>
/// Logs the dialogue of one connection line by line, without message bodies, local parts of addresses, and credentials, even those that the server quotes.
/// </summary>
internal sealed partial class ProtocolLog(string provider, SecretMask secrets, ILogger logger) : IProtocolLogger
{
    private static int _connections;

    private readonly int _connection = Interlocked.Increment(ref _connections);
    private readonly StringBuilder _clientLine = new();
    private readonly StringBuilder _serverLine = new();
    private bool _dataAsked;
    private bool _inBody;
    private int _dotMatched;

    /// <inheritdoc/>
    public IAuthenticationSecretDetector? AuthenticationSecretDetector { get; set; }

    /// <inheritdoc/>
    public void LogConnect(Uri uri) => Log.Connected(logger, provider, _connection, uri.Host, uri.Port);

    /// <inheritdoc/>
    public void LogClient(byte[] buffer, int offset, int count)
    {
        var end = offset + count;
        if (_inBody)
            offset = SkipBody(buffer, offset, end);

        while (offset < end)
        {
            var newLine = Array.IndexOf(buffer, (byte)'\n', offset, end - offset);
            var next = newLine < 0 ? end : newLine + 1;
            AppendMasked(buffer, offset, next - offset);
            if (newLine >= 0)
                WriteClientLine();
            offset = next;
        }
    }

    /// <inheritdoc/>
    public void LogServer(byte[] buffer, int offset, int count)
    {
        var lines = Encoding.UTF8.GetString(buffer, offset, count).Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (i > 0)
                WriteServerLine();
            _serverLine.Append(lines[i]);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    // RFC 5321 section 4.1.1.4: the body starts at a line start, and ends with a line that is only a dot.
    private int SkipBody(byte[] buffer, int offset, int end)
    {
        ReadOnlySpan<byte> finalDot = "\r\n.\r\n"u8;
        while (offset < end)
        {
            var octet = buffer[offset++];
            _dotMatched = octet == finalDot[_dotMatched] ? _dotMatched + 1 : octet == (byte)'\r' ? 1 : 0;
            if (_dotMatched < finalDot.Length)
                continue;

            _inBody = false;
            Log.Line(logger, provider, _connection, "C: (message) .");
            break;
        }

        return offset;
    }

    private void AppendMasked(byte[] buffer, int offset, int count)
    {
        var end = offset + count;
        foreach (var secret in AuthenticationSecretDetector?.DetectSecrets(buffer, offset, count) ?? [])
        {
            _clientLine.Append(Encoding.UTF8.GetString(buffer, offset, secret.StartIndex - offset)).Append("********");
            offset = secret.StartIndex + secret.Length;
        }

        _clientLine.Append(Encoding.UTF8.GetString(buffer, offset, end - offset));
    }

    private void WriteClientLine()
    {
        var line = Take(_clientLine, SecretMask.None);
        _dataAsked = line == "DATA";
        Log.Line(logger, provider, _connection, $"C: {line}");
    }

    private void WriteServerLine()
    {
        var line = Take(_serverLine, secrets);
        if (_dataAsked && line.StartsWith("354", StringComparison.Ordinal))
            (_dataAsked, _inBody, _dotMatched) = (false, true, 2);
        Log.Line(logger, provider, _connection, $"S: {line}");
    }

    private static string Take(StringBuilder text, SecretMask secrets)
    {
        var line = LocalPart().Replace(secrets.Apply(text.ToString().TrimEnd('\r', '\n')), "***");
        text.Clear();
        return line;
    }

    [GeneratedRegex(@"[^\s<>@:,;]+(?=@)")]
    private static partial Regex LocalPart();

    private static partial class Log
    {
        [LoggerMessage(7001, LogLevel.Debug, "{Provider} connection {Connection}: connected to {Host}:{Port}")]
        public static partial void Connected(ILogger logger, string provider, int connection, string host, int port);

        [LoggerMessage(7002, LogLevel.Debug, "{Provider} connection {Connection}: {Line}")]
        public static partial void Line(ILogger logger, string provider, int connection, string line);
    }
}
