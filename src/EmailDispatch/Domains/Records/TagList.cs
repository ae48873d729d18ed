using System.Diagnostics.CodeAnalysis;

namespace EmailDispatch.Domains.Records;

/// <summary>The syntax of DKIM keys and DMARC records: <c>name=value; name=value</c> (RFC 6376 section 3.2, RFC 9989 section 4.7).</summary>
internal sealed class TagList
{
    private const int MaxTags = 50;

    private readonly List<(string Name, string Value)> _tags = [];

    private TagList()
    {
    }

    /// <summary>The names in their original order.</summary>
    public IEnumerable<string> Names => _tags.Select(tag => tag.Name);

    /// <summary>The value of a tag without surrounding white space; null if there is no such tag.</summary>
    public string? this[string name] => _tags.Find(tag => tag.Name == name) is { Name: not null } tag ? tag.Value : null;

    /// <summary>Parses a record. A problem is a phrase that continues "it".</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out TagList? tags, [NotNullWhen(false)] out string? problem)
    {
        (tags, problem) = (null, FindQuoting(text));
        if (problem is not null)
            return false;

        var list = new TagList();
        foreach (var part in text.Split(';', MaxTags + 1))
        {
            if (part.Trim().Length == 0)
                continue;

            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? "" : part[..equals].Trim();
            problem = name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? $"has {ForeignText.Show(part.Trim())} where a tag such as p= is expected"
                : list.Names.Contains(name) ? $"has the tag {ForeignText.Show(name)} twice"
                : list._tags.Count == MaxTags ? $"has more than {MaxTags} tags"
                : null;
            if (problem is not null)
                return false;
            list._tags.Add((name, part[(equals + 1)..].Trim()));
        }

        tags = list;
        return true;
    }

    /// <summary>Finds zone file syntax in the value: DNS consoles add their own, so it would become part of the record.</summary>
    private static string? FindQuoting(string text)
    {
        if (text.Contains('"', StringComparison.Ordinal))
            return "has quotation marks in its value; enter the value without them";
        return text.Contains('\\', StringComparison.Ordinal) ? "has backslashes in its value; enter the value without them" : null;
    }
}
