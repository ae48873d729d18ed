using System.Globalization;
using System.Text;
using EmailDispatch.Domains;
using EmailDispatch.Domains.Dns;

namespace EmailDispatch.Tests.Domains;

/// <summary>A server that answers with malice costs a bounded number of lookups, and makes nothing verified or failed that is not.</summary>
public sealed class HostileDnsTests : IAsyncLifetime
{
    private readonly CheckBench _bench = new(Zone.Records, TimeSpan.FromMilliseconds(200));

    public static TheoryData<string> Malices =>
    [
        "silence", "wrong id", "no message", "cut message", "server failure", "huge text", "many records", "endless aliases", "circle of aliases", "alias of nonsense", "pointer loop", "random bytes",
    ];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Theory]
    [MemberData(nameof(Malices))]
    public async Task Malice_is_an_answer_that_says_nothing(string malice)
    {
        _bench.Dns.Hostile = question => Answer(malice, question);

        var result = await _bench.CheckAsync("good.test");

        Assert.Equal(DomainState.TemporaryFailure, result.State);
        Assert.All(result.Records, record => Assert.Equal(DomainState.TemporaryFailure, record.State));
        Assert.All(result.Alignment, alignment => Assert.NotEqual(Alignment.Pass, alignment.Dmarc));
        Assert.All(result.Alignment, alignment => Assert.NotEqual(Alignment.Fail, alignment.Dmarc));
        Assert.InRange(_bench.Dns.Questions.Count, 1, BoundedReader.MaxLookups);
    }

    [Fact]
    public async Task Chain_of_includes_without_an_end_is_left_after_ten()
    {
        _bench.Dns.Hostile = question => question.Type == DnsWire.Txt && question.Name.StartsWith('n')
            ? Text(question, $"v=spf1 include:n{question.Name.Split('.')[0]}.endless.test ~all")
            : question.Name == "good.test" && question.Type == DnsWire.Txt ? Text(question, "v=spf1 include:n.endless.test ~all") : null;

        var result = await _bench.CheckAsync("good.test");

        Assert.Contains("more than 10 DNS lookups", result.Records.Single(record => record.Record == "Spf|TXT|@").Problem, StringComparison.Ordinal);
        Assert.InRange(_bench.Dns.Questions.Count, 11, 30);
    }

    [Theory]
    [InlineData("v=spf1 include:\u0000evil.test ~all")]
    [InlineData("v=spf1 include:e\u0007vil.test\r\nX: y ~all")]
    [InlineData("v=spf1 include:ev\u00e9l.test ~all")]
    [InlineData("v=spf1 include:a..b ~all")]
    [InlineData("v=spf1 include:%{i}.%{d} a:%{l}.test ~all")]
    public async Task Control_characters_are_neither_asked_for_nor_shown(string text)
    {
        _bench.Dns.Hostile = question => question is { Type: DnsWire.Txt, Name: "good.test" } ? Text(question, text) : null;

        var result = await _bench.CheckAsync("good.test");

        var record = result.Records.Single(r => r.Record == "Spf|TXT|@");
        Assert.Equal(DomainState.Failed, record.State);
        Assert.Matches(@"^[ -~…]+$", record.Problem);
        Assert.DoesNotContain(_bench.Dns.Questions, question => !question.Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'));
    }

    [Fact]
    public async Task Answer_with_records_of_other_names_is_no_answer_to_the_question()
    {
        _bench.Dns.Hostile = question => DnsWire.Answer(question.Id, question.Name, question.Type, DnsWire.NoError, [new DnsRecord("else.test", DnsWire.Txt, "v=spf1 include:_spf.google.com ~all")]);

        var result = await _bench.CheckAsync("good.test");

        Assert.Equal(DomainState.Pending, result.State);
    }

    [Fact]
    public async Task Check_ends_with_its_share_of_lookups()
    {
        var reader = new BoundedReader(new Never(), TimeProvider.System, TimeSpan.FromMinutes(1));

        for (var n = 0; n < BoundedReader.MaxLookups; n++)
            await reader.ReadAsync("a.test", DnsType.Txt, TestContext.Current.CancellationToken);
        var last = await reader.ReadAsync("a.test", DnsType.Txt, TestContext.Current.CancellationToken);

        Assert.Equal(DnsOutcome.Unknown, last.Outcome);
        Assert.Equal(BoundedReader.MaxLookups, reader.Lookups);
    }

    private static byte[]? Answer(string malice, (ushort Id, string Name, ushort Type) question) => malice switch
    {
        "silence" => [],
        "wrong id" => DnsWire.Answer((ushort)(question.Id + 1), question.Name, question.Type, DnsWire.NoError, [new DnsRecord(question.Name, DnsWire.Txt, "v=spf1 include:_spf.google.com ~all")]),
        "no message" => [0],
        "cut message" => Text(question, "v=spf1 include:_spf.google.com ~all")[..^9],
        "server failure" => DnsWire.Answer(question.Id, question.Name, question.Type, DnsWire.ServerFailure, []),
        "huge text" => Text(question, new string('x', 60_000)),
        "many records" => DnsWire.Answer(question.Id, question.Name, question.Type, DnsWire.NoError, Enumerable.Range(0, 500).Select(n => new DnsRecord(question.Name, DnsWire.Txt, n.ToString(CultureInfo.InvariantCulture)))),
        "endless aliases" => Alias(question, $"a{question.Name.Split('.')[0].Length}-{question.Name.Length}-{Guid.NewGuid():N}.test"),
        "circle of aliases" => Alias(question, question.Name == "one.test" ? "two.test" : "one.test"),
        "alias of nonsense" => Alias(question, "no name.test"),
        "pointer loop" => [.. DnsWire.Answer(question.Id, question.Name, question.Type, DnsWire.NoError, [new DnsRecord(question.Name, DnsWire.Txt, "x")])[..^14], 0xC0, 0x0C, 0xC0, 0x0C, 0xFF, 0xFF, 0, 1, 0, 0, 0, 1, 0xFF, 0xFF],
        _ => [(byte)(question.Id >> 8), (byte)question.Id, .. Encoding.ASCII.GetBytes("these are no words of DNS at all, but a text")],
    };

    private static byte[] Text((ushort Id, string Name, ushort Type) question, string text) =>
        DnsWire.Answer(question.Id, question.Name, question.Type, DnsWire.NoError, [new DnsRecord(question.Name, DnsWire.Txt, text)]);

    private static byte[] Alias((ushort Id, string Name, ushort Type) question, string target) =>
        DnsWire.Answer(question.Id, question.Name, question.Type, DnsWire.NoError, [new DnsRecord(question.Name, DnsWire.Cname, target)]);

    private sealed class Never : IDnsReader
    {
        public Task<DnsAnswer> ReadAsync(string name, DnsType type, CancellationToken cancellationToken) => Task.FromResult(new DnsAnswer { Outcome = DnsOutcome.Missing });
    }
}
