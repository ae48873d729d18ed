namespace EmailDispatch.Functions.Http;

/// <summary>The answer to an accepted email.</summary>
public sealed record AcceptedView(string Id)
{
    /// <summary>What this is.</summary>
    public string Object { get; } = "email";

    /// <summary>Where the email is on its way.</summary>
    public string Status { get; } = "queued";
}
