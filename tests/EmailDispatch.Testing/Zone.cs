using System.Globalization;
using System.Text.RegularExpressions;

namespace EmailDispatch.Testing;

/// <summary>A domain of <c>zones.txt</c> with the expected results for its SPF record, DKIM key and DMARC record.</summary>
internal sealed partial record Zone(string Domain, string Spf, string Dkim, string Dmarc, string Says)
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "zones.txt"));

    public static IReadOnlyList<Zone> All { get; } =
    [
        .. Lines.Select(line => Heading().Match(line)).Where(match => match.Success)
            .Select(match => new Zone(match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value, match.Groups[4].Value, match.Groups[5].Value)),
    ];

    /// <summary>The records of all zones and of the services they include.</summary>
    public static IReadOnlyList<DnsRecord> Records { get; } = [.. Lines.Skip(1).Where(line => line.Length > 0 && line[0] != '#').Select(DnsRecord.Parse)];

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Domain}");

    [GeneratedRegex(@"^# (\S+) spf=(\w+) dkim=(\w+) dmarc=(\w+)(?: says=(.+))?$")]
    private static partial Regex Heading();
}
