namespace EmailDispatch.Access;

/// <summary>A key that was just issued. No record: its text would show the key.</summary>
public sealed class IssuedKey(ApiKey key, string token)
{
    /// <summary>What it is allowed.</summary>
    public ApiKey Key => key;

    /// <summary>The key itself, which is shown this once.</summary>
    public string Token => token;
}
