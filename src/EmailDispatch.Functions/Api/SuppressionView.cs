using EmailDispatch.Suppressions;

namespace EmailDispatch.Functions.Api;

/// <summary>One address on the do-not-send list. <c>email</c>, <c>origin</c> and <c>source_id</c> say in the words of the Resend API what <c>address</c>, <c>reason</c> and <c>email_id</c> say.</summary>
public sealed record SuppressionView(string Id, string Address, string Reason, string? Detail, string? EmailId, DateTimeOffset CreatedAt)
{
    /// <summary>What this is.</summary>
    public string Object { get; } = "suppression";

    /// <summary>The address.</summary>
    public string Email => Address;

    /// <summary>The reason.</summary>
    public string Origin => Reason;

    /// <summary>The email that was refused.</summary>
    public string? SourceId => EmailId;

    /// <summary>As the store has it.</summary>
    public static SuppressionView Of(Suppression suppression) => new(
        suppression.Id.ToString(), suppression.Address, suppression.Reason.ToName(), suppression.Detail, suppression.EmailId, suppression.CreatedAt);
}

/// <summary>The answer to an address taken off the do-not-send list.</summary>
/// <param name="Id">The id of its entry.</param>
/// <param name="Address">The address; null where it was named by an id that no entry has.</param>
/// <param name="Deleted">Whether it was on the list.</param>
public sealed record SuppressionDeletedView(string Id, string? Address, bool Deleted)
{
    /// <summary>What this is.</summary>
    public string Object { get; } = "suppression";
}

/// <summary>The answer to several addresses taken off the do-not-send list, in the order of the request.</summary>
public sealed record SuppressionBatchDeletedView(IReadOnlyList<SuppressionDeletedView> Data)
{
    /// <summary>What this is.</summary>
    public string Object { get; } = "list";
}
