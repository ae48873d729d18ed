using MimeKit.Text;

namespace EmailDispatch.Smtp.Html;

/// <summary>Decodes character references, such as <c>&amp;amp;</c>, in a time in proportion to the text.</summary>
internal sealed class CharacterReferences
{
    private readonly HtmlEntityDecoder _decoder = new();

    /// <summary>The value of an attribute as it is meant.</summary>
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

    /// <summary>What an ampersand and what follows stand for.</summary>
    /// <param name="text">Begins with the ampersand.</param>
    /// <param name="isAttribute">There, one without a semicolon may be the parameter of a URL: <c>?a=1&amp;copy=2</c>.</param>
    /// <param name="length">How much of the text that is.</param>
    public string Read(ReadOnlySpan<char> text, bool isAttribute, out int length)
    {
        // The longest name has 32 characters; a number is read for as long as its digits tell something.
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
            // A browser takes it for one all the same.
            _decoder.Push(';');
        }
        else if (isAttribute && length < text.Length && (text[length] == '=' || char.IsAsciiLetterOrDigit(text[length])))
        {
            return text[..length].ToString();
        }

        return _decoder.GetValue();
    }
}
