namespace EmailDispatch.Domains.Records;

/// <summary>What a stranger wrote into a record, as it may be shown.</summary>
internal static class ForeignText
{
    private const int MaxLength = 80;

    /// <summary>Printable ASCII in quotation marks, the rest as a question mark; cut where it is long.</summary>
    public static string Show(string text)
    {
        var shown = new string([.. text.Take(MaxLength).Select(c => c is >= ' ' and <= '~' ? c : '?')]);
        return text.Length > MaxLength ? $"'{shown}…'" : $"'{shown}'";
    }
}
