using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EmailDispatch.Emails;

/// <summary>
/// The id of an email: a UUIDv7 (RFC 9562 section 5.7). Its time and shard determine the partition of the status row, so reading by id needs no index.
/// </summary>
[JsonConverter(typeof(EmailIdConverter))]
public readonly record struct EmailId
{
    public const int MaxShards = 16;

    private readonly Guid _value;

    private EmailId(Guid value) => _value = value;

    /// <summary>When the email was accepted, to the millisecond.</summary>
    public DateTimeOffset AcceptedAt
    {
        get
        {
            Span<byte> bytes = stackalloc byte[16];
            _value.TryWriteBytes(bytes, bigEndian: true, out _);
            return DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(bytes) >> 16);
        }
    }

    /// <summary>The zero-based shard of the email's row within its hour.</summary>
    public int Shard
    {
        get
        {
            Span<byte> bytes = stackalloc byte[16];
            _value.TryWriteBytes(bytes, bigEndian: true, out _);
            return bytes[6] & 0x0F;
        }
    }

    /// <summary>Creates an id with the current time and a random shard.</summary>
    public static EmailId New(TimeProvider time, int shards = 1) =>
        New(time.GetUtcNow(), RandomNumberGenerator.GetInt32(shards), (byte)RandomNumberGenerator.GetInt32(byte.MaxValue + 1));

    /// <summary>
    /// Creates ascending ids with the same time and shard (an 8-bit counter, RFC 9562 section 6.2, method 1), so their rows share a partition and
    /// keep the order of the batch.
    /// </summary>
    public static IReadOnlyList<EmailId> NewBatch(TimeProvider time, int count, int shards = 1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, byte.MaxValue + 1);
        var (now, shard) = (time.GetUtcNow(), RandomNumberGenerator.GetInt32(shards));
        return [.. Enumerable.Range(0, count).Select(ordinal => New(now, shard, (byte)ordinal))];
    }

    /// <summary>Derives an id from a time and a source. It is always the same, so a redelivered message is recognized.</summary>
    public static EmailId Of(DateTimeOffset at, string source, int shards = 1)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(source)).AsSpan(0, 16);
        return New(at, hash[6] % shards, hash[7], hash);
    }

    public static EmailId LowestOf(DateTimeOffset at)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, at.ToUnixTimeMilliseconds() << 16);
        (bytes[6], bytes[8]) = (0x70, 0x80);
        return new EmailId(new Guid(bytes, bigEndian: true));
    }

    // The shard and the counter are in rand_a of RFC 9562, after the version.
    private static EmailId New(DateTimeOffset now, int shard, byte ordinal)
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        return New(now, shard, ordinal, bytes);
    }

    private static EmailId New(DateTimeOffset now, int shard, byte ordinal, Span<byte> bytes)
    {
        var milliseconds = now.ToUnixTimeMilliseconds();
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)(milliseconds >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(bytes[2..], (uint)milliseconds);
        bytes[6] = (byte)(0x70 | shard);
        bytes[7] = ordinal;
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F));
        return new EmailId(new Guid(bytes, bigEndian: true));
    }

    /// <summary>Parses the format of <see cref="ToString"/>; only a UUIDv7 is valid.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out EmailId id)
    {
        var valid = Guid.TryParseExact(text, "D", out var value) && value.Version == 7;
        id = new EmailId(valid ? value : Guid.Empty);
        return valid;
    }

    /// <summary>The id with every bit inverted, as 32 lower-case hexadecimal digits, which sorts newest first.</summary>
    public string CountedDown()
    {
        Span<byte> bytes = stackalloc byte[16];
        _value.TryWriteBytes(bytes, bigEndian: true, out _);
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)~bytes[i];
        return Convert.ToHexStringLower(bytes);
    }

    /// <summary>The reverse of <see cref="CountedDown"/>.</summary>
    public static EmailId FromCountedDown(string digits)
    {
        var bytes = Convert.FromHexString(digits);
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)~bytes[i];
        return new EmailId(new Guid(bytes, bigEndian: true));
    }

    /// <summary>The usual UUID format, lower case with hyphens.</summary>
    public override string ToString() => _value.ToString("D");
}

internal sealed class EmailIdConverter : JsonConverter<EmailId>
{
    public override EmailId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        EmailId.TryParse(reader.GetString(), out var id) ? id : throw new JsonException("It is not an email id.");

    public override void Write(Utf8JsonWriter writer, EmailId value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
