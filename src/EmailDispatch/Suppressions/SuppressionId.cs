using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace EmailDispatch.Suppressions;

/// <summary>
/// The id of an entry: a UUIDv8 (RFC 9562 section 5.8) of the first 122 bits of its row key, with the version and variant bits inserted. It therefore
/// leads to the row, sorts like the row key, and is the same each time an address is added.
/// </summary>
public readonly record struct SuppressionId
{
    private const int DigitsOfKey = 32;
    private const int UnusedBits = 6;

    // 12 bits below the version, then 62 bits below the variant.
    private const int LowBits = 62;
    private const int MiddleBits = 12;

    private readonly UInt128 _bits;

    private SuppressionId(UInt128 bits) => _bits = bits;

    /// <summary>The lowest row key that an entry with this id can have.</summary>
    internal UInt128 Start => _bits << UnusedBits;

    public static SuppressionId Of(string address) => OfKey(SuppressionKey.Of(address));

    public static bool TryParse([NotNullWhen(true)] string? text, out SuppressionId id)
    {
        id = default;
        if (!Guid.TryParseExact(text, "D", out var uuid) || uuid.Version != 8 || uuid.Variant is < 8 or > 11)
            return false;

        var value = UInt128.Parse(uuid.ToString("N"), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        var (high, middle, low) = (value >> 80, (value >> 64) & Ones(MiddleBits), value & Ones(LowBits));
        id = new SuppressionId((((high << MiddleBits) | middle) << LowBits) | low);
        return true;
    }

    /// <summary>The usual UUID format, lower case with hyphens.</summary>
    public override string ToString()
    {
        var (high, middle, low) = (_bits >> (MiddleBits + LowBits), (_bits >> LowBits) & Ones(MiddleBits), _bits & Ones(LowBits));
        var value = (high << 80) | ((UInt128)8 << 76) | (middle << 64) | ((UInt128)2 << 62) | low;
        return Guid.ParseExact(value.ToString("x32", CultureInfo.InvariantCulture), "N").ToString("D");
    }

    internal static SuppressionId OfKey(string key) =>
        new(UInt128.Parse(key.AsSpan(0, DigitsOfKey), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) >> UnusedBits);

    /// <summary>A filter for row keys from <paramref name="start"/> up to but excluding <paramref name="end"/>; null for no upper bound.</summary>
    internal static string Between(UInt128 start, UInt128? end)
    {
        var from = $"RowKey ge '{start.ToString("x32", CultureInfo.InvariantCulture)}'";
        return end is { } until ? $"{from} and RowKey lt '{until.ToString("x32", CultureInfo.InvariantCulture)}'" : from;
    }

    /// <summary>The lowest row key after this entry; null if there can be none.</summary>
    internal UInt128? End => _bits == Ones(128 - UnusedBits) ? null : (_bits + 1) << UnusedBits;

    private static UInt128 Ones(int bits) => (UInt128.One << bits) - 1;
}
