using System.Security.Cryptography;
using System.Text;

namespace EmailDispatch.Events.Dialects;

/// <summary>Compares signatures and secrets in constant time.</summary>
internal static class Proof
{
    public static bool IsHex(string? given, ReadOnlySpan<byte> expected) => Is(given?.ToLowerInvariant(), Convert.ToHexStringLower(expected));

    public static bool IsBase64(string? given, ReadOnlySpan<byte> expected) => Is(given, Convert.ToBase64String(expected));

    public static bool Is(string? given, string expected) =>
        given is not null && expected.Length > 0 && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));
}
