using System.Globalization;
using System.Text;

namespace Azure.Data.Tables.Http;

/// <summary>The query part of a request's address.</summary>
internal sealed class ODataQuery
{
    private readonly StringBuilder _text = new();

    public ODataQuery With(string name, string value)
    {
        if (value != null)
            _text.Append(_text.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        return this;
    }

    public ODataQuery With(string name, int? value) => With(name, value?.ToString(CultureInfo.InvariantCulture));

    public override string ToString() => _text.ToString();
}
