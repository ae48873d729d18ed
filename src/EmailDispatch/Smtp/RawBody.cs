using System.Text;
using MimeKit;

namespace EmailDispatch.Smtp;

/// <summary>
/// Everything after the header of a message that is sent as it is. MailKit sees a multipart without headers of its own, whose only part says whether
/// the content needs 8BITMIME; it is never parsed or encoded again.
/// </summary>
internal sealed class RawBody : Multipart
{
    private readonly ReadOnlyMemory<byte> _bytes;

    public RawBody(ReadOnlyMemory<byte> bytes, bool hasUtf8Header)
    {
        _bytes = bytes;
        HasUtf8Header = hasUtf8Header;
        Is8Bit = !Ascii.IsValid(bytes.Span);
        Add(new MimePart { ContentTransferEncoding = Is8Bit || hasUtf8Header ? ContentEncoding.EightBit : ContentEncoding.SevenBit });
        Headers.Clear();
    }

    /// <summary>Whether the header has characters beyond ASCII, which needs SMTPUTF8 (RFC 6532).</summary>
    public bool HasUtf8Header { get; }

    public bool Is8Bit { get; }

    public int Length => _bytes.Length;

    /// <summary>Called when the content is written; the next thing sent is the final dot.</summary>
    public Action? Written { get; set; }

    /// <summary>Gives the signer the fields of the content, which it looks for here; they are written with the others.</summary>
    public void ShowFields(HeaderList fields)
    {
        foreach (var field in fields.Where(field => field.Field.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)))
            Headers.Add(field.Clone());
    }

    public void HideFields() => Headers.Clear();

    public override void Prepare(EncodingConstraint constraint, int maxLineLength = 78)
    {
    }

    public override void WriteTo(FormatOptions options, Stream stream, bool contentOnly, CancellationToken cancellationToken = default) => stream.Write(_bytes.Span);

    public override async Task WriteToAsync(FormatOptions options, Stream stream, bool contentOnly, CancellationToken cancellationToken = default)
    {
        await stream.WriteAsync(_bytes, cancellationToken);
        Written?.Invoke();
    }
}
