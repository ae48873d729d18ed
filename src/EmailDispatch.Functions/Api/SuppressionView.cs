using EmailDispatch.Naming;
using EmailDispatch.Suppressions;

namespace EmailDispatch.Functions.Api;

/// <summary>An entry of the do-not-send list. Three fields are repeated under their Resend names.</summary>
public sealed record SuppressionView(string Id, string Address, string Reason, string? Detail, string? EmailId, DateTimeOffset CreatedAt)
{
    public string Object { get; } = "suppression";
    public string Email => Address;
    public string Origin => Reason;
    public string? SourceId => EmailId;

    public static SuppressionView Of(Suppression suppression) => new(
        suppression.Id.ToString(), suppression.Address, suppression.Reason.ToName(), suppression.Detail, suppression.EmailId, suppression.CreatedAt);
}

public sealed record SuppressionDeletedView(string Id, string? Address, bool Deleted)
{
    public string Object { get; } = "suppression";
}

public sealed record SuppressionBatchDeletedView(IReadOnlyList<SuppressionDeletedView> Data)
{
    public string Object { get; } = "list";
}
