namespace EmailDispatch.Access;

/// <summary>How callers are told apart. Bound from <c>Access</c>.</summary>
public sealed class AccessOptions
{
    /// <summary>
    /// Whether the caller's address is what the header <c>X-Forwarded-For</c> says last, rather than the other end of the connection.
    /// Only for where a proxy of the platform stands in between and writes it, as in Azure. Default false.
    /// </summary>
    public bool TrustForwardedFor { get; set; }
}
