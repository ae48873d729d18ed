using System.Text.RegularExpressions;

namespace EmailDispatch.Templates.Language;

/// <summary>
/// A selector of type, class, id and attribute selectors, joined by descendant and child combinators. Matching takes as many steps as it has parts times the
/// depth of the element: a matcher that tries one ancestor after the other takes exponentially many.
/// </summary>
internal sealed partial class CssSelector
{
    /// <summary>The most parts between combinators.</summary>
    public const int MaxParts = 6;

    private readonly Part[] _parts;
    private readonly bool[] _isChild;

    private CssSelector(Part[] parts, bool[] isChild, int specificity) => (_parts, _isChild, Specificity) = (parts, isChild, specificity);

    /// <summary>Ids before classes and attributes before types (https://www.w3.org/TR/selectors-3/#specificity).</summary>
    public int Specificity { get; }

    /// <summary>Reads a selector; null if it has another form, such as a pseudo-class.</summary>
    public static CssSelector? TryRead(string text)
    {
        var (parts, isChild, specificity) = (new List<Part>(), new List<bool>(), 0);
        foreach (var word in text.Replace(">", " > ", StringComparison.Ordinal).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (word == ">")
            {
                if (parts.Count == 0 || isChild.Count == parts.Count)
                    return null;
                isChild.Add(true);
                continue;
            }

            if (Pattern().Match(word) is not { Success: true } match || parts.Count == MaxParts)
                return null;
            if (parts.Count > isChild.Count)
                isChild.Add(false);
            var type = match.Groups["type"].Value;
            var part = new Part(type is "" or "*" ? null : type.ToLowerInvariant(), Values("class"), Values("id"), Values("attribute"));
            parts.Add(part);
            specificity += (part.Ids.Length * 10_000) + ((part.Classes.Length + part.Attributes.Length) * 100) + (part.Type is null ? 0 : 1);

            string[] Values(string group) => [.. match.Groups[group].Captures.Select(capture => capture.Value)];
        }

        return parts.Count > isChild.Count ? new CssSelector([.. parts], [.. isChild], specificity) : null;
    }

    public bool Matches(StyledElement element)
    {
        if (!_parts[^1].Matches(element))
            return false;

        // The elements on the way up that the parts read so far can begin at.
        var found = new List<StyledElement> { element };
        for (var n = _parts.Length - 2; n >= 0 && found.Count > 0; n--)
        {
            var above = new List<StyledElement>();
            if (_isChild[n])
            {
                above.AddRange(found.Select(below => below.Parent).OfType<StyledElement>().Where(_parts[n].Matches));
            }
            else
            {
                for (var ancestor = found[0].Parent; ancestor is not null; ancestor = ancestor.Parent)
                {
                    if (_parts[n].Matches(ancestor))
                        above.Add(ancestor);
                }
            }

            found = above;
        }

        return found.Count > 0;
    }

    [GeneratedRegex(@"^(?<type>\*|[A-Za-z][A-Za-z0-9]*)?(\.(?<class>[A-Za-z0-9_-]+)|#(?<id>[A-Za-z0-9_-]+)|\[(?<attribute>[A-Za-z-]+(=[""']?[A-Za-z0-9_./:#-]+[""']?)?)\])*$", RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();

    private sealed record Part(string? Type, string[] Classes, string[] Ids, string[] Attributes)
    {
        public bool Matches(StyledElement element) =>
            (Type is null || Type == element.Type) && Array.TrueForAll(Classes, element.Classes.Contains) && Array.TrueForAll(Ids, id => id == element.Id) && Array.TrueForAll(Attributes, element.Has);
    }
}
