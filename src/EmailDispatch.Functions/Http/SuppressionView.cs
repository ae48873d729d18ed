using EmailDispatch.Suppressions;

namespace EmailDispatch.Functions.Http;

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
