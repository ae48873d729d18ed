namespace EmailDispatch.Domains.Dns;

/// <summary>DNS names. A name that somebody else wrote into a record is queried only if it is valid.</summary>
internal static class DnsName
{
    private const int MaxLength = 253;
    private const int MaxLabelLength = 63;

    /// <summary>Lower case without the final dot; null unless the labels consist of letters, digits, hyphens and underscores.</summary>
    public static string? Normalise(string name)
    {
        var plain = name.EndsWith('.') ? name[..^1] : name;
        return plain.Length is > 0 and <= MaxLength
            && plain.Split('.').All(label => label.Length is > 0 and <= MaxLabelLength && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            ? plain.ToLowerInvariant()
            : null;
    }

    /// <summary>Whether a name equals <paramref name="parent"/> or is below it.</summary>
    public static bool IsWithin(string name, string parent) =>
        name.Equals(parent, StringComparison.OrdinalIgnoreCase) || name.EndsWith($".{parent}", StringComparison.OrdinalIgnoreCase);
}
