namespace EmailDispatch.Domains.Dns;

/// <summary>Names as records have them. What a stranger wrote into a record is only asked for if it is one.</summary>
internal static class DnsName
{
    private const int MaxLength = 253;
    private const int MaxLabelLength = 63;

    /// <summary>Lower case and without the final dot; null where it is no name: letters, digits, hyphens and underscores in labels.</summary>
    public static string? Normalise(string name)
    {
        var plain = name.EndsWith('.') ? name[..^1] : name;
        return plain.Length is > 0 and <= MaxLength
            && plain.Split('.').All(label => label.Length is > 0 and <= MaxLabelLength && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            ? plain.ToLowerInvariant()
            : null;
    }

    /// <summary>Whether a name is another one or below it.</summary>
    public static bool IsWithin(string name, string parent) =>
        name.Equals(parent, StringComparison.OrdinalIgnoreCase) || name.EndsWith($".{parent}", StringComparison.OrdinalIgnoreCase);
}
