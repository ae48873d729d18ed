using System.Globalization;

namespace EmailDispatch.Testing;

/// <summary>A record of a zone. Its text is written as in <c>zones.txt</c>, where <c>" "</c> separates the strings of a TXT record.</summary>
internal sealed record DnsRecord(string Name, ushort Type, string Text)
{
    public const int DefaultTimeToLive = 600;

    public int TimeToLive { get; init; } = DefaultTimeToLive;

    /// <summary>Parses <c>name TYPE data</c>.</summary>
    public static DnsRecord Parse(string line)
    {
        var words = line.Split(' ', 3);
        var type = words[1] switch { "A" => DnsWire.A, "CNAME" => DnsWire.Cname, "MX" => DnsWire.Mx, "TXT" => DnsWire.Txt, _ => throw new InvalidDataException(line) };
        return new DnsRecord(words[0].ToLowerInvariant(), type, words[2]);
    }

    public byte[] Data() => Type switch
    {
        DnsWire.A => DnsWire.Address(Text),
        DnsWire.Cname => DnsWire.Name(Text),
        DnsWire.Mx => DnsWire.Exchange(Text),
        DnsWire.Soa => [.. DnsWire.Name("ns.test"), .. DnsWire.Name("admin.test"), .. new byte[16], 0, 0, .. Minimum()],
        _ => DnsWire.Strings(Text.Split("\" \"").SelectMany(text => text.Length <= 255 ? [text] : text.Chunk(255).Select(part => new string(part)))),
    };

    private byte[] Minimum() => [(byte)(int.Parse(Text, CultureInfo.InvariantCulture) >> 8), (byte)int.Parse(Text, CultureInfo.InvariantCulture)];
}
