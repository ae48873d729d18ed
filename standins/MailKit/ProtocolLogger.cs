using System.Text;

namespace MailKit;

/// <summary>Writes both sides of the dialogue to a stream, one prefixed line each, credentials masked.</summary>
public class ProtocolLogger(Stream stream, bool leaveOpen = false) : IProtocolLogger
{
    private readonly Stream stream = stream ?? throw new ArgumentNullException(nameof(stream));
    private bool clientLineOpen;
    private bool serverLineOpen;

    public ProtocolLogger(string fileName, bool append = true)
        : this(File.Open(fileName, append ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.Read))
    {
    }

    public Stream Stream => stream;

    public bool RedactSecrets { get; set; } = true;

    public IAuthenticationSecretDetector? AuthenticationSecretDetector { get; set; }

    public void LogConnect(Uri uri)
    {
        ArgumentNullException.ThrowIfNull(uri);

        if (clientLineOpen || serverLineOpen)
            stream.Write("\r\n"u8);

        clientLineOpen = serverLineOpen = false;
        stream.Write(Encoding.ASCII.GetBytes($"Connected to {uri}\r\n"));
        stream.Flush();
    }

    public void LogClient(byte[] buffer, int offset, int count) =>
        Log("C: "u8, ref clientLineOpen, buffer, offset, count, RedactSecrets ? AuthenticationSecretDetector : null);

    public void LogServer(byte[] buffer, int offset, int count) =>
        Log("S: "u8, ref serverLineOpen, buffer, offset, count, null);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing && !leaveOpen)
            stream.Dispose();
    }

    private void Log(
        ReadOnlySpan<byte> prefix, ref bool lineOpen, byte[] buffer, int offset, int count, IAuthenticationSecretDetector? detector)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        var rest = buffer.AsSpan(offset, count);

        while (!rest.IsEmpty)
        {
            var newLine = rest.IndexOf((byte)'\n');
            var length = newLine < 0 ? rest.Length : newLine + 1;

            if (!lineOpen)
                stream.Write(prefix);

            lineOpen = newLine < 0;
            WriteMasked(buffer, offset, length, detector);
            offset += length;
            rest = rest[length..];
        }

        stream.Flush();
    }

    private void WriteMasked(byte[] buffer, int offset, int count, IAuthenticationSecretDetector? detector)
    {
        var end = offset + count;

        foreach (var secret in detector?.DetectSecrets(buffer, offset, count) ?? [])
        {
            stream.Write(buffer, offset, secret.StartIndex - offset);
            stream.Write("********"u8);
            offset = secret.StartIndex + secret.Length;
        }

        stream.Write(buffer, offset, end - offset);
    }
}
