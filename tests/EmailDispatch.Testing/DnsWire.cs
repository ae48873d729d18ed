using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace EmailDispatch.Testing;

/// <summary>The part of DNS messages (RFC 1035 section 4) that the tests need, written independently of the DNS library that the code uses.</summary>
internal static class DnsWire
{
    public const ushort A = 1, Cname = 5, Soa = 6, Mx = 15, Txt = 16, Aaaa = 28, Any = 255;
    public const byte NoError = 0, ServerFailure = 2, NoSuchName = 3;

    public static (ushort Id, string Name, ushort Type) ReadQuestion(ReadOnlySpan<byte> message)
    {
        var labels = new List<string>();
        var at = 12;
        while (message[at] > 0)
        {
            labels.Add(Encoding.ASCII.GetString(message.Slice(at + 1, message[at])));
            at += message[at] + 1;
        }

        return (BinaryPrimitives.ReadUInt16BigEndian(message), string.Join('.', labels).ToLowerInvariant(), BinaryPrimitives.ReadUInt16BigEndian(message[(at + 1)..]));
    }

    public static byte[] Answer(ushort id, string name, ushort type, byte code, IEnumerable<DnsRecord> answers, bool truncated = false, IEnumerable<DnsRecord>? authorities = null)
    {
        var (records, others) = (answers.ToList(), (authorities ?? []).ToList());
        var bytes = new List<byte>();
        Write16(bytes, id);
        Write16(bytes, (ushort)(0x8580 | (truncated ? 0x0200 : 0) | code));
        foreach (var count in (int[])[1, records.Count, others.Count, 0])
            Write16(bytes, (ushort)count);
        WriteName(bytes, name);
        Write16(bytes, type);
        Write16(bytes, 1);
        foreach (var record in records.Concat(others))
        {
            WriteName(bytes, record.Name);
            Write16(bytes, record.Type);
            Write16(bytes, 1);
            Write16(bytes, (ushort)(record.TimeToLive >> 16));
            Write16(bytes, (ushort)record.TimeToLive);
            var data = record.Data();
            Write16(bytes, (ushort)data.Length);
            bytes.AddRange(data);
        }

        return [.. bytes];
    }

    public static byte[] Name(string name)
    {
        var bytes = new List<byte>();
        WriteName(bytes, name);
        return [.. bytes];
    }

    public static byte[] Strings(IEnumerable<string> strings) =>
        [.. strings.SelectMany(text => Encoding.Latin1.GetBytes(text) is var bytes ? (IEnumerable<byte>)[(byte)bytes.Length, .. bytes] : [])];

    public static byte[] Exchange(string text)
    {
        var words = text.Split(' ');
        return [0, byte.Parse(words[0], System.Globalization.CultureInfo.InvariantCulture), .. Name(words[1])];
    }

    public static byte[] Address(string text) => IPAddress.Parse(text).GetAddressBytes();

    private static void WriteName(List<byte> bytes, string name)
    {
        foreach (var label in name.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            bytes.Add((byte)label.Length);
            bytes.AddRange(Encoding.ASCII.GetBytes(label));
        }

        bytes.Add(0);
    }

    private static void Write16(List<byte> bytes, ushort value)
    {
        bytes.Add((byte)(value >> 8));
        bytes.Add((byte)value);
    }
}
