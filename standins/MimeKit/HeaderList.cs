using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace MimeKit;

public sealed class HeaderList : IList<Header>
{
    private readonly List<Header> _headers = [];

    public int Count => _headers.Count;

    public bool IsReadOnly => false;

    public Header this[int index]
    {
        get => _headers[index];
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _headers[index] = value;
        }
    }

    [DisallowNull]
    public string? this[string field]
    {
        get => First(field)?.Value;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (First(field) is { } header) header.Value = value;
            else Add(field, value);
        }
    }

    [DisallowNull]
    public string? this[HeaderId id]
    {
        get => this[Known(id)];
        set => this[Known(id)] = value;
    }

    public void Add(string field, string value) => Add(new Header(field, value));

    public void Add(string field, Encoding encoding, string value) => Add(new Header(encoding, field, value));

    public void Add(HeaderId id, string value) => Add(new Header(id, value));

    public void Add(HeaderId id, Encoding encoding, string value) => Add(new Header(encoding, id, value));

    public void Add(Header header) => Insert(_headers.Count, header);

    public void Insert(int index, string field, string value) => Insert(index, new Header(field, value));

    public void Insert(int index, string field, Encoding encoding, string value) => Insert(index, new Header(encoding, field, value));

    public void Insert(int index, HeaderId id, string value) => Insert(index, new Header(id, value));

    public void Insert(int index, HeaderId id, Encoding encoding, string value) => Insert(index, new Header(encoding, id, value));

    public void Insert(int index, Header header)
    {
        ArgumentNullException.ThrowIfNull(header);

        _headers.Insert(index, header);
    }

    public void Replace(string field, string value) => Replace(new Header(field, value));

    public void Replace(string field, Encoding encoding, string value) => Replace(new Header(encoding, field, value));

    public void Replace(HeaderId id, string value) => Replace(new Header(id, value));

    public void Replace(HeaderId id, Encoding encoding, string value) => Replace(new Header(encoding, id, value));

    /// <summary>Puts the header where the first of its name was and removes the others, or adds it at the end.</summary>
    public void Replace(Header header)
    {
        ArgumentNullException.ThrowIfNull(header);

        var first = IndexOf(header.Field);
        if (first < 0)
        {
            Add(header);
            return;
        }

        for (var i = _headers.Count - 1; i > first; i--)
        {
            if (IsNamed(_headers[i], header.Field)) RemoveAt(i);
        }

        this[first] = header;
    }

    public bool Contains(string field) => IndexOf(field) >= 0;

    public bool Contains(HeaderId id) => Contains(Known(id));

    public bool Contains(Header item) => _headers.Contains(item);

    public int IndexOf(string field)
    {
        ArgumentNullException.ThrowIfNull(field);

        return _headers.FindIndex(header => IsNamed(header, field));
    }

    public int IndexOf(HeaderId id) => IndexOf(Known(id));

    public int IndexOf(Header item) => _headers.IndexOf(item);

    public int LastIndexOf(string field)
    {
        ArgumentNullException.ThrowIfNull(field);

        return _headers.FindLastIndex(header => IsNamed(header, field));
    }

    public int LastIndexOf(HeaderId id) => LastIndexOf(Known(id));

    public bool Remove(string field) => First(field) is { } header && Remove(header);

    public bool Remove(HeaderId id) => Remove(Known(id));

    public bool Remove(Header item)
    {
        var index = _headers.IndexOf(item);
        if (index >= 0) RemoveAt(index);
        return index >= 0;
    }

    public void RemoveAll(string field)
    {
        ArgumentNullException.ThrowIfNull(field);

        _headers.RemoveAll(header => IsNamed(header, field));
    }

    public void RemoveAll(HeaderId id) => RemoveAll(Known(id));

    public void RemoveAt(int index) => _headers.RemoveAt(index);

    public void Clear() => _headers.Clear();

    public void CopyTo(Header[] array, int arrayIndex) => _headers.CopyTo(array, arrayIndex);

    public IEnumerator<Header> GetEnumerator() => _headers.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static bool IsNamed(Header header, string field) => header.Field.Equals(field, StringComparison.OrdinalIgnoreCase);

    private static string Known(HeaderId id)
    {
        ArgumentOutOfRangeException.ThrowIfEqual((int)id, (int)HeaderId.Unknown, nameof(id));

        return id.ToHeaderName();
    }

    private Header? First(string field) => IndexOf(field) is >= 0 and var index ? _headers[index] : null;
}
