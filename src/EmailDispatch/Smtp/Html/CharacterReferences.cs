using MimeKit.Text;

namespace EmailDispatch.Smtp.Html;

/// <summary>Decodes character references such as <c>&amp;amp;</c> in linear time.</summary>
internal sealed class CharacterReferences
{
    private readonly HtmlEntityDecoder _decoder = new();

    /// <summary>Decodes an attribute value.</summary>
    public string Decode(ReadOnlySpan<char> value)
    {
        if (!value.Contains('&'))
            return value.ToString();

        var decoded = new List<char>(value.Length);
        while (value.Length > 0)
        {
            var read = 1;
            if (value[0] == '&')
                decoded.AddRange(Read(value, isAttribute: true, out read));
            else
                decoded.Add(value[0]);
            value = value[read..];
        }

        return new string([.. decoded]);
    }

    /// <summary>Reads the character reference at the start of a text.</summary>
    /// <param name="text">Starts with the ampersand.</param>
    /// <param name="isAttribute">In an attribute, a reference without a semicolon may be a URL parameter: <c>?a=1&amp;copy=2</c>.</param>
    /// <param name="length">The number of characters read.</param>
    public string Read(ReadOnlySpan<char> text, bool isAttribute, out int length)
    {
        // The longest name has 32 characters; numbers are read only while their digits matter.
        _decoder.Reset();
        length = 0;
        while (length < text.Length && text[length] != ';' && _decoder.Push(text[length]))
            length++;

        var isNumber = length > 2 && text[1] == '#';
        if (length < text.Length && text[length] == ';')
        {
            _decoder.Push(';');
            length++;
        }
        else if (isNumber)
        {
            // Browsers accept numbers without a semicolon too.
            _decoder.Push(';');
        }
        else if (isAttribute && length < text.Length && (text[length] == '=' || char.IsAsciiLetterOrDigit(text[length])))
        {
            return text[..length].ToString();
        }

        return _decoder.GetValue();
    }
}
