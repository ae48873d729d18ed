using System.Globalization;
using System.Text.Json.Nodes;

namespace EmailDispatch.Simulation.Storage;

/// <summary>An OData filter of a table query: comparisons with <c>and</c>, <c>or</c>, <c>not</c> and parentheses.</summary>
public sealed class TableFilter
{
    private readonly List<string> _words;
    private int _at;

    private TableFilter(string text) => _words = Split(text);

    /// <summary>Returns whether a row matches.</summary>
    public static Func<JsonObject, bool> Parse(string text)
    {
        if (text.Length == 0)
            return _ => true;
        var filter = new TableFilter(text);
        var matches = filter.Or();
        return filter._at == filter._words.Count ? matches : throw new FormatException($"The filter is not understood: {text}");
    }

    private Func<JsonObject, bool> Or()
    {
        var left = And();
        while (Take("or"))
        {
            var (one, other) = (left, And());
            left = row => one(row) || other(row);
        }

        return left;
    }

    private Func<JsonObject, bool> And()
    {
        var left = One();
        while (Take("and"))
        {
            var (one, other) = (left, One());
            left = row => one(row) && other(row);
        }

        return left;
    }

    private Func<JsonObject, bool> One()
    {
        if (Take("not"))
        {
            var inner = One();
            return row => !inner(row);
        }

        if (Take("("))
        {
            var inner = Or();
            return Take(")") ? inner : throw new FormatException("A parenthesis is open.");
        }

        var (name, operation, compare) = (_words[_at++], _words[_at++], With(_words[_at++]));
        Func<int, bool> isMeant = operation switch
        {
            "eq" => order => order == 0,
            "ne" => order => order != 0,
            "gt" => order => order > 0,
            "ge" => order => order >= 0,
            "lt" => order => order < 0,
            "le" => order => order <= 0,
            _ => throw new FormatException(operation),
        };
        return row => row[name] is { } cell && isMeant(compare(cell));
    }

    private bool Take(string word)
    {
        if (_at == _words.Count || _words[_at] != word)
            return false;
        _at++;
        return true;
    }

    /// <summary>Returns how a cell compares with a constant.</summary>
    private static Func<JsonNode, int> With(string value)
    {
        if (value.StartsWith('\''))
        {
            var text = value[1..^1].Replace("''", "'", StringComparison.Ordinal);
            return cell => string.CompareOrdinal(cell.GetValue<string>(), text);
        }

        if (value.StartsWith("datetime'", StringComparison.Ordinal))
        {
            var time = Time(value["datetime'".Length..^1]);
            return cell => Time(cell.GetValue<string>()).CompareTo(time);
        }

        if (value is "true" or "false")
            return cell => cell.GetValue<bool>().CompareTo(value == "true");
        var number = double.Parse(value.TrimEnd('L'), CultureInfo.InvariantCulture);
        return cell => double.Parse(cell.ToString(), CultureInfo.InvariantCulture).CompareTo(number);
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static List<string> Split(string text)
    {
        var words = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            if (text[at] == ' ')
            {
                at++;
                continue;
            }

            var start = at;
            if (text[at] is '(' or ')')
            {
                words.Add(text[at++].ToString());
                continue;
            }

            while (at < text.Length && text[at] is not (' ' or '(' or ')' or '\''))
                at++;
            if (at < text.Length && text[at] == '\'')
            {
                for (at++; text[at] != '\'' || (at + 1 < text.Length && text[at + 1] == '\''); at++)
                {
                    if (text[at] == '\'')
                        at++;
                }

                at++;
            }

            words.Add(text[start..at]);
        }

        return words;
    }
}
