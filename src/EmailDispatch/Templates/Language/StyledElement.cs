using AngleSharp.Dom;

namespace EmailDispatch.Templates.Language;

/// <summary>An element with what selectors ask of it, read once.</summary>
internal sealed class StyledElement(IElement element, StyledElement? parent)
{
    public IElement Element => element;

    public StyledElement? Parent => parent;

    public string Type { get; } = element.LocalName;

    public string? Id { get; } = element.Id;

    public HashSet<string> Classes { get; } = [.. (element.ClassName ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>Whether it has an attribute, given as <c>name</c> or <c>name=value</c>.</summary>
    public bool Has(string attribute)
    {
        var (name, value) = attribute.Split('=', 2) is [var first, var second] ? (first, second.Trim('"', '\'')) : (attribute, null);
        return element.GetAttribute(name) is { } found && (value is null || value == found);
    }
}
