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

        var (name, operation, value) = (_words[_at++], _words[_at++], _words[_at++]);
        return row => row[name] is { } cell && Compare(cell, value) is var order && operation switch
        {
            "eq" => order == 0,
            "ne" => order != 0,
            "gt" => order > 0,
            "ge" => order >= 0,
            "lt" => order < 0,
            "le" => order <= 0,
            _ => throw new FormatException(operation),
        };
    }

    private bool Take(string word)
    {
        if (_at == _words.Count || _words[_at] != word)
            return false;
        _at++;
        return true;
    }

    private static int Compare(JsonNode cell, string value)
    {
        if (value.StartsWith('\''))
            return string.CompareOrdinal(cell.GetValue<string>(), value[1..^1].Replace("''", "'", StringComparison.Ordinal));
        if (value.StartsWith("datetime'", StringComparison.Ordinal))
            return Time(cell.GetValue<string>()).CompareTo(Time(value["datetime'".Length..^1]));
        if (value is "true" or "false")
            return cell.GetValue<bool>().CompareTo(value == "true");
        return double.Parse(cell.ToString(), CultureInfo.InvariantCulture).CompareTo(double.Parse(value.TrimEnd('L'), CultureInfo.InvariantCulture));
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
