using System.Security.Cryptography;
using System.Text;

namespace EmailDispatch.Domains;

/// <summary>A UUIDv8 (RFC 9562 section 5.8) hashed from tenant and name, so that it identifies the row and a domain cannot be added twice.</summary>
internal static class DomainId
{
    public static string Of(string tenant, string name)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"{tenant}\n{name}")).AsSpan(0, 16).ToArray();
        bytes[6] = (byte)(0x80 | (bytes[6] & 0x0F));
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F));
        return new Guid(bytes, bigEndian: true).ToString("D");
    }

    /// <summary>The canonical form of an id; null if it is not one, because storage may reject arbitrary text as a key.</summary>
    public static string? Normalise(string id) => Guid.TryParseExact(id, "D", out var uuid) ? uuid.ToString("D") : null;
}
