using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using MimeKit.Encodings;

namespace MimeKit;

public class ParameterList : IList<Parameter>
{
    private readonly List<Parameter> _parameters = [];

    internal event Action? Changed;

    public int Count => _parameters.Count;

    public bool IsReadOnly => false;

    public Parameter this[int index]
    {
        get => _parameters[index];
        set
        {
            RemoveAt(index);
            Insert(index, value);
        }
    }

    [DisallowNull]
    public string? this[string name]
    {
        get => TryGetValue(name, out string? value) ? value : null;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (TryGetValue(name, out Parameter? parameter)) parameter.Value = value;
            else Add(name, value);
        }
    }

    public void Add(string name, string value) => Add(new Parameter(name, value));

    public void Add(Encoding encoding, string name, string value) => Add(new Parameter(encoding, name, value));

    public void Add(Parameter item) => Insert(_parameters.Count, item);

    public void Insert(int index, string name, string value) => Insert(index, new Parameter(name, value));

    public void Insert(int index, Parameter item)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (Contains(item.Name)) throw new ArgumentException("There is a parameter of that name already.", nameof(item));

        _parameters.Insert(index, item);
        item.Changed += OnChanged;
        OnChanged();
    }

    public bool Remove(string name) => TryGetValue(name, out Parameter? parameter) && Remove(parameter);

    public bool Remove(Parameter item)
    {
        var index = _parameters.IndexOf(item);
        if (index >= 0) RemoveAt(index);
        return index >= 0;
    }

    public void RemoveAt(int index)
    {
        _parameters[index].Changed -= OnChanged;
        _parameters.RemoveAt(index);
        OnChanged();
    }

    public void Clear()
    {
        while (_parameters.Count > 0) RemoveAt(_parameters.Count - 1);
    }

    public bool Contains(string name) => IndexOf(name) >= 0;

    public bool Contains(Parameter item) => _parameters.Contains(item);

    public int IndexOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);

        return _parameters.FindIndex(parameter => parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    public int IndexOf(Parameter item) => _parameters.IndexOf(item);

    public bool TryGetValue(string name, [NotNullWhen(true)] out Parameter? param)
    {
        var index = IndexOf(name);
        param = index < 0 ? null : _parameters[index];
        return param is not null;
    }

    public bool TryGetValue(string name, [NotNullWhen(true)] out string? value)
    {
        value = TryGetValue(name, out Parameter? parameter) ? parameter.Value : null;
        return value is not null;
    }

    public void CopyTo(Parameter[] array, int arrayIndex) => _parameters.CopyTo(array, arrayIndex);

    public IEnumerator<Parameter> GetEnumerator() => _parameters.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => string.Concat(_parameters.Select(parameter => $"; {parameter}"));

    internal void Encode(FoldingWriter line, Encoding charset)
    {
        foreach (var parameter in _parameters) parameter.Encode(line, charset);
    }

    private void OnChanged() => Changed?.Invoke();
}
