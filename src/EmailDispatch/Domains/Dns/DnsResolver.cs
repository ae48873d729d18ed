using System.Net;
using System.Net.Sockets;
using DnsClient;
using DnsClient.Protocol;

namespace EmailDispatch.Domains.Dns;

/// <summary>
/// Queries the configured resolver. Answers are untrusted: aliases are followed for a few steps, unrelated records are ignored, and an answer that is
/// too large, malformed or late counts as unknown.
/// </summary>
internal sealed class DnsResolver : IDnsReader
{
    private const int MaxAliases = 8;
    private const int MaxAnswerBytes = 16 * 1024;
    private const int MaxRecords = 100;

    private readonly LookupClient _client;
    private readonly DnsCache _cache;

    public DnsResolver(string server, TimeSpan timeout, TimeProvider time)
    {
        var settings = server.Length > 0 ? new LookupClientOptions(ParseServer(server)) : new LookupClientOptions();
        settings.UseCache = false;
        settings.Timeout = timeout;
        settings.Retries = 1;
        settings.ThrowDnsErrors = false;
        settings.ExtendedDnsBufferSize = 1232;
        _client = new LookupClient(settings);
        _cache = new DnsCache(time);
    }

    /// <summary>Parses an IP address with an optional port; the default port is 53.</summary>
    public static bool TryParseServer(string text, out IPEndPoint server)
    {
        var isValid = IPEndPoint.TryParse(text, out var parsed);
        server = parsed is { Port: > 0 } or null ? parsed ?? new IPEndPoint(IPAddress.None, 0) : new IPEndPoint(parsed.Address, 53);
        return isValid;
    }

    public async Task<DnsAnswer> ReadAsync(string name, DnsType type, CancellationToken cancellationToken)
    {
        if (DnsName.Normalise(name) is not { } asked)
            return new DnsAnswer { Outcome = DnsOutcome.Missing };
        if (_cache.Find(asked, type) is { } known)
            return known;

        var answer = await AskAsync(asked, type, cancellationToken);
        _cache.Add(asked, type, answer);
        return answer;
    }

    private async Task<DnsAnswer> AskAsync(string name, DnsType type, CancellationToken cancellationToken)
    {
        var answer = new DnsAnswer { Outcome = DnsOutcome.Missing };
        var aliases = new List<string>();
        var at = name;
        while (true)
        {
            var (response, fault) = await QueryAsync(at, type, cancellationToken);
            if (response is null)
                return DnsAnswer.Failed(fault!) with { Aliases = aliases };

            answer = answer with { Bytes = answer.Bytes + response.MessageSize };
            if (response.MessageSize > MaxAnswerBytes || response.Answers.Count > MaxRecords)
                return DnsAnswer.Failed($"The answer for {name} is larger than {MaxAnswerBytes:N0} bytes or {MaxRecords} records.") with { Bytes = answer.Bytes };

            var before = aliases.Count;
            if (Follow(response, ref at, aliases, type) is { } loop)
                return DnsAnswer.Failed(loop) with { Aliases = aliases, Bytes = answer.Bytes };

            var records = response.Answers.Where(record => NameOf(record) == at).ToList();
            var wanted = records.Where(record => Is(record, type)).ToList();
            answer = answer with { HasRecordsBesideAlias = answer.HasRecordsBesideAlias || HasBoth(response, name, type), TimeToLive = LeastOf(answer.TimeToLive, TimeToLiveOf(response)) };
            if (wanted.Count > 0)
                return Read(answer, wanted, aliases);
            if (response.Header.ResponseCode is not (DnsHeaderResponseCode.NoError or DnsHeaderResponseCode.NotExistentDomain))
                return DnsAnswer.Failed($"The DNS servers of {at} answer with an error ({response.Header.ResponseCode}).") with { Aliases = aliases, Bytes = answer.Bytes };

            // A resolver has already followed the alias; an authoritative server leaves that to the client.
            if (aliases.Count == before || response.Header.ResponseCode == DnsHeaderResponseCode.NotExistentDomain || type == DnsType.Cname)
                return answer with { Aliases = aliases };
        }
    }

    /// <summary>Follows the aliases in the response.</summary>
    /// <returns>What is wrong with them, or null.</returns>
    private static string? Follow(IDnsQueryResponse response, ref string at, List<string> aliases, DnsType type)
    {
        while (type != DnsType.Cname)
        {
            var owner = at;
            if (response.Answers.Any(record => NameOf(record) == owner && Is(record, type))
                || response.Answers.CnameRecords().FirstOrDefault(record => NameOf(record) == owner) is not { } alias)
            {
                return null;
            }

            if (DnsName.Normalise(alias.CanonicalName.Original) is not { } target)
                return $"{owner} is a CNAME to something that is not a name.";
            if (aliases.Contains(target) || aliases.Count == MaxAliases)
                return $"The CNAME records of {owner} form a loop or are more than {MaxAliases}.";

            aliases.Add(target);
            at = target;
        }

        return null;
    }

    private static DnsAnswer Read(DnsAnswer answer, List<DnsResourceRecord> records, List<string> aliases) => answer with
    {
        Outcome = DnsOutcome.Found,
        Records = records.Count,
        Texts = [.. records.OfType<TxtRecord>().Select(record => string.Concat(record.Text))],
        Exchanges = [.. records.OfType<MxRecord>().Select(record => DnsName.Normalise(record.Exchange.Original) ?? "")],
        Aliases = [.. aliases, .. records.OfType<CNameRecord>().Select(record => DnsName.Normalise(record.CanonicalName.Original) ?? "")],
    };

    private async Task<(IDnsQueryResponse? Response, string? Fault)> QueryAsync(string name, DnsType type, CancellationToken cancellationToken)
    {
        try
        {
            var response = await _client.QueryAsync(name, TypeOf(type), cancellationToken: cancellationToken);
            return type == DnsType.Address && response.Answers.Count == 0 && !response.HasError
                ? (await _client.QueryAsync(name, QueryType.AAAA, cancellationToken: cancellationToken), null)
                : (response, null);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }

        // Any exception that a hostile answer causes in the parser says nothing about the domain.
#pragma warning disable CA1031
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return (null, fault is DnsResponseException { Code: DnsResponseCode.ConnectionTimeout } or OperationCanceledException or SocketException
                ? $"No DNS server answered for {name}."
                : $"The DNS answer for {name} cannot be read.");
        }
    }

    private static bool HasBoth(IDnsQueryResponse response, string name, DnsType type) =>
        response.Answers.CnameRecords().Any(record => NameOf(record) == name) && response.Answers.Any(record => NameOf(record) == name && type != DnsType.Cname && Is(record, type));

    private static TimeSpan? TimeToLiveOf(IDnsQueryResponse response)
    {
        // For negative answers: RFC 2308 section 5.
        var seconds = response.Answers.Count > 0
            ? response.Answers.Select(record => (long?)Math.Max(record.InitialTimeToLive, 0)).Min()
            : response.Authorities.SoaRecords().Select(soa => (long?)Math.Min((uint)soa.InitialTimeToLive, soa.Minimum)).FirstOrDefault();
        return seconds is { } known ? TimeSpan.FromSeconds(known) : null;
    }

    private static TimeSpan? LeastOf(TimeSpan? one, TimeSpan? other) => one is null || other < one ? other ?? one : one;

    // The original form, because the other one shows internationalized labels in Unicode, which is not what was queried.
    private static string NameOf(DnsResourceRecord record) => DnsName.Normalise(record.DomainName.Original) ?? "";

    private static bool Is(DnsResourceRecord record, DnsType type) => type switch
    {
        DnsType.Txt => record is TxtRecord,
        DnsType.Cname => record is CNameRecord,
        DnsType.Mx => record is MxRecord,
        _ => record is AddressRecord,
    };

    private static QueryType TypeOf(DnsType type) => type switch
    {
        DnsType.Txt => QueryType.TXT,
        DnsType.Cname => QueryType.CNAME,
        DnsType.Mx => QueryType.MX,
        _ => QueryType.A,
    };

    private static NameServer ParseServer(string text) => TryParseServer(text, out var server)
        ? new NameServer(server)
        : throw new ArgumentException($"'{text}' is not an IP address with an optional port.", nameof(text));
}
