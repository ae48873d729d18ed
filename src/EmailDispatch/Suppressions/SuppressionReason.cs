using EmailDispatch.Storage;

namespace EmailDispatch.Suppressions;

/// <summary>Why an address is not sent to. Stored and shown in lower case.</summary>
public enum SuppressionReason
{
    /// <summary>Its mailbox was rejected permanently, or for as long as an email was tried.</summary>
    Bounce,

    /// <summary>Somebody added it.</summary>
    Manual,

    /// <summary>The recipient reported an email as spam, according to the caller.</summary>
    Complaint,
}

/// <summary>The words of <see cref="SuppressionReason"/> in rows, requests and answers.</summary>
public static class SuppressionReasonNames
{
    /// <summary>All words, for error messages.</summary>
    public static IEnumerable<string> All => EnumNames<SuppressionReason>.All;

    /// <summary>The word for a reason.</summary>
    public static string ToName(this SuppressionReason reason) => EnumNames<SuppressionReason>.Of(reason);

    /// <summary>The reason of a word; null if it has none.</summary>
    public static SuppressionReason? Find(string? name) => EnumNames<SuppressionReason>.TryParse(name ?? "", out var reason) ? reason : null;
}
