using System.ComponentModel.DataAnnotations;

namespace EmailDispatch.Access;

/// <summary>Options for identifying callers. Bound from <c>Access</c>.</summary>
public sealed class AccessOptions
{
    /// <summary>
    /// The header in which a trusted proxy passes the caller's address. The proxy must overwrite any value sent by the caller, as the App Service
    /// front end does with <c>Client-IP</c> in Azure. Default: none, which uses the remote address of the connection.
    /// </summary>
    [RegularExpression(
        "(?!(?i:X-Forwarded-For)$)[A-Za-z0-9-]{1,64}",
        ErrorMessage = "must be the name of a header, such as Client-IP, but not X-Forwarded-For, which the Functions host replaces.")]
    public string? ClientAddressHeader { get; set; }
}
