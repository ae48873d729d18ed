using System.Globalization;
using System.Text.Json;

namespace Azure.Data.Tables.Edm;

internal static class EdmTypes
{
    public const string Int64Name = "Edm.Int64";
    public const string DoubleName = "Edm.Double";
    public const string DateTimeName = "Edm.DateTime";
    public const string GuidName = "Edm.Guid";
    public const string BinaryName = "Edm.Binary";

    // As OData has it, in UTC and to the tick.
    private const string DateTimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";

    public static readonly EdmType<string> String = new(null, (w, v) => w.WriteStringValue(v), (ref r) => r.GetString());

    public static readonly EdmType<int> Int32 = new(null, (w, v) => w.WriteNumberValue(v), (ref r) => r.GetInt32());

    public static readonly EdmType<bool> Boolean = new(null, (w, v) => w.WriteBooleanValue(v), (ref r) => r.GetBoolean());

    // A string, because JavaScript's numbers hold 53 bits only.
    public static readonly EdmType<long> Int64 = new(
        Int64Name,
        (w, v) => w.WriteStringValue(v.ToString(CultureInfo.InvariantCulture)),
        (ref r) => long.Parse(r.GetString(), CultureInfo.InvariantCulture));

    // NaN and the infinities come as strings.
    public static readonly EdmType<double> Double = new(
        DoubleName,
        (w, v) => w.WriteNumberValue(v),
        (ref r) => r.TokenType == JsonTokenType.String ? double.Parse(r.GetString(), CultureInfo.InvariantCulture) : r.GetDouble());

    public static readonly EdmType<DateTimeOffset> DateTimeOffset = new(
        DateTimeName,
        (w, v) => w.WriteStringValue(v.UtcDateTime.ToString(DateTimeFormat, CultureInfo.InvariantCulture)),
        (ref r) => r.TryGetDateTimeOffset(out var value) ? value : ParseTime(r.GetString()));

    public static readonly EdmType<DateTime> DateTime = new(
        DateTimeName,
        (w, v) => w.WriteStringValue(Utc(v).ToString(DateTimeFormat, CultureInfo.InvariantCulture)),
        (ref r) => r.TryGetDateTime(out var value) ? value : ParseTime(r.GetString()).UtcDateTime);

    public static readonly EdmType<Guid> Guid = new(
        GuidName,
        (w, v) => w.WriteStringValue(v),
        (ref r) => r.TryGetGuid(out var value) ? value : System.Guid.Parse(r.GetString()));

    public static readonly EdmType<byte[]> Bytes = new(BinaryName, (w, v) => w.WriteBase64StringValue(v), (ref r) => r.GetBytesFromBase64());

    public static readonly EdmType<BinaryData> Data = new(
        BinaryName,
        (w, v) => w.WriteBase64StringValue(v),
        (ref r) => BinaryData.FromBytes(r.GetBytesFromBase64()));

    public static readonly EdmType<ETag> ETag = new(null, (w, v) => w.WriteStringValue(v.ToString()), (ref r) => new ETag(r.GetString()));

    /// <summary>The types of a model's properties, beside <see cref="Nullable{T}"/> of them and enums.</summary>
    public static readonly IReadOnlyDictionary<Type, object> ByType = new Dictionary<Type, object>
    {
        [typeof(string)] = String,
        [typeof(int)] = Int32,
        [typeof(bool)] = Boolean,
        [typeof(long)] = Int64,
        [typeof(double)] = Double,
        [typeof(DateTimeOffset)] = DateTimeOffset,
        [typeof(DateTime)] = DateTime,
        [typeof(Guid)] = Guid,
        [typeof(byte[])] = Bytes,
        [typeof(BinaryData)] = Data,
        [typeof(ETag)] = ETag,
    };

    private static DateTime Utc(DateTime value) => value.Kind == DateTimeKind.Utc
        ? value
        : throw new NotSupportedException($"DateTime {value:O} has a Kind of {value.Kind}; it must be UTC. Call ToUniversalTime or SpecifyKind.");

    private static DateTimeOffset ParseTime(string text) =>
        System.DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
}
