namespace EmailDispatch.Functions.Api;

/// <summary>The answer to a returned email.</summary>
/// <param name="Events">How many recipients it tells of.</param>
public sealed record ReturnedMailView(int Events)
{
    /// <summary>What this is.</summary>
    public string Object { get; } = "returned_mail";
}
