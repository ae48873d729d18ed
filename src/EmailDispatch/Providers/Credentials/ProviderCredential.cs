namespace EmailDispatch.Providers.Credentials;

/// <summary>What to log in with.</summary>
/// <param name="Username">User name of the account.</param>
/// <param name="Password">The password, or the access token.</param>
/// <param name="IsAccessToken">Which of the two it is.</param>
/// <param name="Secret">The secret it comes from. A new access token of the same secret is no reason to log in again.</param>
public sealed record ProviderCredential(string Username, string Password, bool IsAccessToken, ProviderSecret Secret)
{
    /// <summary>Whether both open the same account by the same secret.</summary>
    public bool IsSameLogin(ProviderCredential? other) => other is not null && Username == other.Username && Secret == other.Secret;

    /// <summary>The user name's kind of secret, not the secret.</summary>
    public override string ToString() => IsAccessToken ? "access token" : "password";
}
