using EmailDispatch.Suppressions;

namespace EmailDispatch.Functions.Http;

/// <summary>One address on the do-not-send list.</summary>
public sealed record SuppressionView(string Address, string Reason, string? Detail, string? EmailId, DateTimeOffset CreatedAt)
{
    /// <summary>What this is.</summary>
    public string Object { get; } = "suppression";

    /// <summary>As the store has it.</summary>
    public static SuppressionView Of(Suppression suppression) =>
        new(suppression.Address, suppression.Reason.ToName(), suppression.Detail, suppression.EmailId, suppression.CreatedAt);
}
