using System.Collections;
using MimeKit.Encodings;

namespace MimeKit;

public class InternetAddressList : IList<InternetAddress>, IEquatable<InternetAddressList>
{
    private readonly List<InternetAddress> _addresses = [];

    public InternetAddressList()
    {
    }

    public InternetAddressList(IEnumerable<InternetAddress> addresses) => AddRange(addresses);

    internal event Action? Changed;

    public int Count => _addresses.Count;

    public bool IsReadOnly => false;

    public IEnumerable<MailboxAddress> Mailboxes => _addresses.OfType<MailboxAddress>();

    public InternetAddress this[int index]
    {
        get => _addresses[index];
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _addresses[index].Changed -= OnChanged;
            _addresses[index] = value;
            value.Changed += OnChanged;
            OnChanged();
        }
    }

    public void Add(InternetAddress item) => Insert(_addresses.Count, item);

    public void AddRange(IEnumerable<InternetAddress> addresses)
    {
        ArgumentNullException.ThrowIfNull(addresses);

        var before = _addresses.Count;
        foreach (var address in addresses)
        {
            address.Changed += OnChanged;
            _addresses.Add(address);
        }

        if (_addresses.Count > before) OnChanged();
    }

    public void Insert(int index, InternetAddress item)
    {
        ArgumentNullException.ThrowIfNull(item);

        _addresses.Insert(index, item);
        item.Changed += OnChanged;
        OnChanged();
    }

    public bool Remove(InternetAddress item)
    {
        var index = IndexOf(item);
        if (index >= 0) RemoveAt(index);
        return index >= 0;
    }

    public void RemoveAt(int index)
    {
        _addresses[index].Changed -= OnChanged;
        _addresses.RemoveAt(index);
        OnChanged();
    }

    public void Clear()
    {
        if (_addresses.Count == 0) return;
        foreach (var address in _addresses) address.Changed -= OnChanged;
        _addresses.Clear();
        OnChanged();
    }

    public bool Contains(InternetAddress item) => _addresses.Contains(item);

    public int IndexOf(InternetAddress item) => _addresses.IndexOf(item);

    public void CopyTo(InternetAddress[] array, int arrayIndex) => _addresses.CopyTo(array, arrayIndex);

    public IEnumerator<InternetAddress> GetEnumerator() => _addresses.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public bool Equals(InternetAddressList? other) => other is not null && _addresses.SequenceEqual(other._addresses);

    public override bool Equals(object? obj) => Equals(obj as InternetAddressList);

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    public string ToString(FormatOptions options, bool encode)
    {
        ArgumentNullException.ThrowIfNull(options);

        if (!encode) return string.Join(", ", _addresses.Select(address => address.ToString(options, false)));

        var line = new FoldingWriter(options, 0);
        Encode(line);
        return line.ToString();
    }

    public string ToString(bool encode) => ToString(FormatOptions.Default, encode);

    public override string ToString() => ToString(FormatOptions.Default, false);

    internal void Encode(FoldingWriter line)
    {
        for (var i = 0; i < _addresses.Count; i++)
        {
            if (i > 0) line.Append(", ");
            _addresses[i].Encode(line, first: i == 0);
        }
    }

    private void OnChanged() => Changed?.Invoke();
}
