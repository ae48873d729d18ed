namespace EmailDispatch.Domains.Records;

/// <summary>Makes untrusted text from DNS records safe to display.</summary>
internal static class ForeignText
{
    private const int MaxLength = 80;

    /// <summary>Quotes the text, replaces everything but printable ASCII by question marks, and truncates it.</summary>
    public static string Show(string text)
    {
        var shown = new string([.. text.Take(MaxLength).Select(c => c is >= ' ' and <= '~' ? c : '?')]);
        return text.Length > MaxLength ? $"'{shown}…'" : $"'{shown}'";
    }
}
