using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace MimeKit;

public class Multipart : MimeEntity, ICollection<MimeEntity>, IList<MimeEntity>
{
    private readonly List<MimeEntity> _parts = [];

    public Multipart()
        : this("mixed")
    {
    }

    public Multipart(string subtype)
        : base("multipart", subtype)
        // An = followed by a - is found neither in base64 nor in quoted-printable (RFC 2045 section 6.7).
        => ContentType.Boundary = "=-" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));

    public Multipart(string subtype, params object[] args)
        : this(subtype)
    {
        ArgumentNullException.ThrowIfNull(args);

        foreach (var arg in args)
        {
            if (arg is MimeEntity entity) Add(entity);
            else if (arg is Header header) Headers.Add(header);
            else if (arg is IEnumerable<Header> headers) foreach (var each in headers) Headers.Add(each);
            else if (arg is not null) throw new ArgumentException($"A multipart does not take a {arg.GetType()}.", nameof(args));
        }
    }

    public int Count => _parts.Count;

    public bool IsReadOnly => false;

    [DisallowNull]
    public string? Boundary
    {
        get => ContentType.Boundary;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            ContentType.Boundary = value.Trim();
        }
    }

    public MimeEntity this[int index]
    {
        get => _parts[index];
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _parts[index] = value;
        }
    }

    public void Add(MimeEntity item) => Insert(_parts.Count, item);

    public void Insert(int index, MimeEntity item)
    {
        ArgumentNullException.ThrowIfNull(item);

        _parts.Insert(index, item);
    }

    public bool Remove(MimeEntity item) => _parts.Remove(item);

    public void RemoveAt(int index) => _parts.RemoveAt(index);

    public void Clear() => _parts.Clear();

    public bool Contains(MimeEntity item) => _parts.Contains(item);

    public int IndexOf(MimeEntity item) => _parts.IndexOf(item);

    public void CopyTo(MimeEntity[] array, int arrayIndex) => _parts.CopyTo(array, arrayIndex);

    public IEnumerator<MimeEntity> GetEnumerator() => _parts.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override void Prepare(EncodingConstraint constraint, int maxLineLength = 78)
    {
        FormatOptions.InRange(maxLineLength);

        foreach (var part in _parts) part.Prepare(constraint, maxLineLength);
    }

    internal override IEnumerable<ReadOnlyMemory<byte>> RenderContent(FormatOptions options, bool ensureNewLine)
    {
        foreach (var part in _parts)
        {
            yield return Encoding.ASCII.GetBytes($"--{Boundary}{options.NewLine}");
            foreach (var chunk in part.Render(options, contentOnly: false, ensureNewLine: false)) yield return chunk;

            // The line break before a boundary belongs to the boundary (RFC 2046 section 5.1.1).
            if (part is not MimePart { Content: null }) yield return options.NewLineBytes;
        }

        yield return Encoding.ASCII.GetBytes($"--{Boundary}--{options.NewLine}");
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var part in _parts) part.Dispose();
        }

        base.Dispose(disposing);
    }
}
