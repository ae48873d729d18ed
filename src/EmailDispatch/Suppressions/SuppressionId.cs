using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace EmailDispatch.Suppressions;

/// <summary>
/// The id of an entry: a UUIDv8 (RFC 9562 section 5.8) of the first 122 bits of its row key, between which its version and variant stand.
/// So it leads to the row, sorts like it, and an address has the same id whenever it is put on the list.
/// </summary>
public readonly record struct SuppressionId
{
    private const int DigitsOfKey = 32;
    private const int UnusedBits = 6;

    // Below the version: 12 bits, then below the variant: 62 bits.
    private const int LowBits = 62;
    private const int MiddleBits = 12;

    private readonly UInt128 _bits;

    private SuppressionId(UInt128 bits) => _bits = bits;

    /// <summary>The first row key that an entry of this id can have.</summary>
    internal UInt128 Start => _bits << UnusedBits;

    /// <summary>The id of an address.</summary>
    public static SuppressionId Of(string address) => OfKey(SuppressionKey.Of(address));

    /// <summary>Reads the form that <see cref="ToString"/> writes.</summary>
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

    /// <summary>The usual form of a UUID, lower case with hyphens.</summary>
    public override string ToString()
    {
        var (high, middle, low) = (_bits >> (MiddleBits + LowBits), (_bits >> LowBits) & Ones(MiddleBits), _bits & Ones(LowBits));
        var value = (high << 80) | ((UInt128)8 << 76) | (middle << 64) | ((UInt128)2 << 62) | low;
        return Guid.ParseExact(value.ToString("x32", CultureInfo.InvariantCulture), "N").ToString("D");
    }

    internal static SuppressionId OfKey(string key) =>
        new(UInt128.Parse(key.AsSpan(0, DigitsOfKey), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) >> UnusedBits);

    /// <summary>The rows from one place in the order of ids up to, not with, another; null for the end.</summary>
    internal static string Between(UInt128 start, UInt128? end)
    {
        var from = $"RowKey ge '{start.ToString("x32", CultureInfo.InvariantCulture)}'";
        return end is { } until ? $"{from} and RowKey lt '{until.ToString("x32", CultureInfo.InvariantCulture)}'" : from;
    }

    /// <summary>Where the rows behind this entry begin; null where there can be none.</summary>
    internal UInt128? End => _bits == Ones(128 - UnusedBits) ? null : (_bits + 1) << UnusedBits;

    private static UInt128 Ones(int bits) => (UInt128.One << bits) - 1;
}
