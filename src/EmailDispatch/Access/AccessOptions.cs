using System.ComponentModel.DataAnnotations;

namespace EmailDispatch.Access;

/// <summary>How callers are told apart. Bound from <c>Access</c>.</summary>
public sealed class AccessOptions
{
    /// <summary>
    /// The header in which a trusted proxy tells the caller's address. The proxy has to write it itself, whatever the caller sends: in Azure
    /// <c>Client-IP</c>, which the front end of App Service overwrites. Default none: the address is the other end of the connection.
    /// </summary>
    [RegularExpression(
        "(?!(?i:X-Forwarded-For)$)[A-Za-z0-9-]{1,64}",
        ErrorMessage = "The setting Access:ClientAddressHeader must be the name of a header, such as Client-IP, but not X-Forwarded-For, which the Functions host replaces.")]
    public string? ClientAddressHeader { get; set; }
}
