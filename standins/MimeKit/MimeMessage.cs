using System.Diagnostics.CodeAnalysis;
using System.Text;
using MimeKit.Encodings;
using MimeKit.IO;
using MimeKit.Utils;

namespace MimeKit;

public class MimeMessage : IDisposable
{
    private DateTimeOffset _date;
    private MailboxAddress? _sender;

    public MimeMessage()
    {
        From = Addresses("From");
        ReplyTo = Addresses("Reply-To");
        To = Addresses("To");
        Cc = Addresses("Cc");
        Bcc = Addresses("Bcc");

        Headers[HeaderId.From] = "";
        Date = TimeProvider.System.GetLocalNow();
        Subject = "";
        MessageId = MimeUtils.GenerateMessageId();
    }

    public MimeMessage(IEnumerable<InternetAddress> from, IEnumerable<InternetAddress> to, string subject, MimeEntity body)
        : this()
    {
        From.AddRange(from);
        To.AddRange(to);
        Subject = subject;
        Body = body;
    }

    public HeaderList Headers { get; } = [];

    public InternetAddressList From { get; }

    public InternetAddressList ReplyTo { get; }

    public InternetAddressList To { get; }

    public InternetAddressList Cc { get; }

    public InternetAddressList Bcc { get; }

    public MailboxAddress? Sender
    {
        get => _sender;
        set
        {
            _sender = value;
            if (value is null) Headers.RemoveAll(HeaderId.Sender);
            else Headers.Replace(new Header("Sender", options => HeaderValue.Addresses("Sender", [value], options)));
        }
    }

    [DisallowNull]
    public string? Subject
    {
        get => Headers[HeaderId.Subject];
        set => Headers[HeaderId.Subject] = value;
    }

    public DateTimeOffset Date
    {
        get => _date;
        set
        {
            _date = value;
            Headers[HeaderId.Date] = DateUtils.FormatDate(value);
        }
    }

    [DisallowNull]
    public string? MessageId
    {
        get => Headers[HeaderId.MessageId] is { } id ? MimeUtils.ParseMessageId(id) : null;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            var id = MimeUtils.ParseMessageId(value) ?? throw new ArgumentException("Not a message id.", nameof(value));
            Headers[HeaderId.MessageId] = $"<{id}>";
        }
    }

    public MimeEntity? Body { get; set; }

    public IEnumerable<MimeEntity> BodyParts => Leaves(Body);

    public IList<MailboxAddress> GetRecipients(bool onlyUnique = false)
    {
        var all = To.Mailboxes.Concat(Cc.Mailboxes).Concat(Bcc.Mailboxes);
        return (onlyUnique ? all.DistinctBy(mailbox => mailbox.Address, StringComparer.OrdinalIgnoreCase) : all).ToList();
    }

    public virtual void Prepare(EncodingConstraint constraint, int maxLineLength = 78)
    {
        FormatOptions.InRange(maxLineLength);

        EnsureMimeVersion();
        Body?.Prepare(constraint, maxLineLength);
    }

    public void WriteTo(FormatOptions options, Stream stream, bool headersOnly, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(stream);

        ChunkWriter.Write(Render(options, headersOnly), stream, cancellationToken);
    }

    public void WriteTo(FormatOptions options, Stream stream, CancellationToken cancellationToken = default)
        => WriteTo(options, stream, false, cancellationToken);

    public void WriteTo(Stream stream, bool headersOnly, CancellationToken cancellationToken = default)
        => WriteTo(FormatOptions.Default, stream, headersOnly, cancellationToken);

    public void WriteTo(Stream stream, CancellationToken cancellationToken = default)
        => WriteTo(FormatOptions.Default, stream, false, cancellationToken);

    public Task WriteToAsync(FormatOptions options, Stream stream, bool headersOnly, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(stream);

        return ChunkWriter.WriteAsync(Render(options, headersOnly), stream, cancellationToken);
    }

    public Task WriteToAsync(FormatOptions options, Stream stream, CancellationToken cancellationToken = default)
        => WriteToAsync(options, stream, false, cancellationToken);

    public Task WriteToAsync(Stream stream, bool headersOnly, CancellationToken cancellationToken = default)
        => WriteToAsync(FormatOptions.Default, stream, headersOnly, cancellationToken);

    public Task WriteToAsync(Stream stream, CancellationToken cancellationToken = default)
        => WriteToAsync(FormatOptions.Default, stream, false, cancellationToken);

    public override string ToString()
    {
        using var stream = new MemoryStream();
        WriteTo(stream);
        return Encoding.Latin1.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing) Body?.Dispose();
    }

    private IEnumerable<ReadOnlyMemory<byte>> Render(FormatOptions options, bool headersOnly)
    {
        EnsureMimeVersion();

        // Without a body nothing is hidden: it is then the header list alone that writes itself.
        var headers = Body is null ? Headers : Headers.Concat(Body.Headers).Where(header => !options.HiddenHeaders.Contains(header.Id));
        yield return ChunkWriter.Render(headers, options);
        yield return options.NewLineBytes;

        if (Body is null || headersOnly) yield break;
        foreach (var chunk in Body.Render(options, contentOnly: true, ensureNewLine: true)) yield return chunk;
    }

    private static IEnumerable<MimeEntity> Leaves(MimeEntity? entity) => entity switch
    {
        null => [],
        Multipart parts => parts.SelectMany(Leaves),
        _ => [entity],
    };

    private void EnsureMimeVersion()
    {
        if (Body is not null && !Headers.Contains(HeaderId.MimeVersion)) Headers.Add(HeaderId.MimeVersion, "1.0");
    }

    private InternetAddressList Addresses(string field)
    {
        var addresses = new InternetAddressList();
        addresses.Changed += () =>
        {
            if (addresses.Count == 0) Headers.RemoveAll(field);
            else Headers.Replace(new Header(field, options => HeaderValue.Addresses(field, addresses, options)));
        };
        return addresses;
    }
}
