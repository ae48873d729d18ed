namespace EmailDispatch.Suppressions;

/// <summary>Why an address is not sent to. Stored and shown in lower case.</summary>
public enum SuppressionReason
{
    /// <summary>Its mailbox was refused for good, or for as long as an email was tried.</summary>
    Bounce,

    /// <summary>Somebody asked for it.</summary>
    Manual,

    /// <summary>The recipient called an email spam; the caller learned of it.</summary>
    Complaint,
}

/// <summary>The words of <see cref="SuppressionReason"/> in rows, requests and answers.</summary>
public static class SuppressionReasonNames
{
    private static readonly Dictionary<SuppressionReason, string> Names =
        Enum.GetValues<SuppressionReason>().ToDictionary(r => r, r => r.ToString().ToLowerInvariant());

    /// <summary>All words, for error messages.</summary>
    public static IEnumerable<string> All => Names.Values;

    /// <summary>The word for a reason.</summary>
    public static string ToName(this SuppressionReason reason) => Names[reason];

    /// <summary>The reason a word stands for; null where it stands for none.</summary>
    public static SuppressionReason? Find(string? name)
    {
        foreach (var (reason, word) in Names)
        {
            if (word == name)
                return reason;
        }

        return null;
    }
}
