using EmailDispatch.Storage;

namespace EmailDispatch.Tests.Storage;

public sealed class BackwardReadingTests
{
    private const int Most = 50;

    private readonly Random _random = new(4);
    private int _reads;
    private int _rowsRead;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(20)]
    public async Task Pages_backwards_have_every_row_once_and_in_order(int limit)
    {
        // Crowds and deserts, as of hours with much traffic and days without.
        var rows = Enumerable.Range(0, 400).Select(n => (UInt128)_random.NextInt64(n % 4 == 0 ? long.MaxValue : 1_000) << (n % 3 * 20)).Distinct().Order().ToList();
        var (pages, end) = (new List<UInt128>(), UInt128.MaxValue);

        while (true)
        {
            var (page, next) = await ReadAsync(rows, limit, end);
            pages.InsertRange(0, page.Select(row => row.Key));
            Assert.InRange(page.Count, next is null ? 0 : 1, limit);
            if (next is null)
                break;
            Assert.Equal(page[0], next);
            end = next.Key;
        }

        Assert.Equal(rows, pages);
    }

    [Fact]
    public async Task Rows_far_away_cost_nothing()
    {
        var rows = Enumerable.Range(0, 100_000).Select(n => (UInt128)n * 1_000).ToList();

        var (page, _) = await ReadAsync(rows, limit: 10, end: 90_000_000);

        Assert.Equal(rows[89_990..90_000], page.Select(row => row.Key));
        Assert.InRange(_rowsRead, 10, 100);
        Assert.InRange(_reads, 1, 10);
    }

    [Fact]
    public async Task Search_without_a_hit_reads_a_bounded_number_of_rows_and_can_go_on()
    {
        var rows = Enumerable.Range(0, 1_000).Select(n => (UInt128)n).ToList();
        var (hits, end, pages) = (new List<UInt128>(), (UInt128)1_000, 0);

        for (Row? next = new(end); next is not null; pages++)
        {
            _rowsRead = 0;
            (var page, next) = await ReadAsync(rows, limit: 5, end, row => row.Key == 3);
            hits.AddRange(page.Select(row => row.Key));
            end = next?.Key ?? end;
            Assert.InRange(_rowsRead, 0, 5 * Most);
        }

        Assert.Equal([3], hits);
        Assert.InRange(pages, 5, 50);
    }

    private async Task<(IReadOnlyList<Row> Rows, Row? Next)> ReadAsync(List<UInt128> rows, int limit, UInt128 end, Func<Row, bool>? matches = null)
    {
        var reading = new BackwardReading<Row>(limit, Most)
        {
            Read = (start, until, most) =>
            {
                var found = rows.Where(row => row >= start && row < until).Take(most + 1).Select(row => new Row(row)).ToList();
                (_reads, _rowsRead) = (_reads + 1, _rowsRead + found.Count);
                return Task.FromResult<IReadOnlyList<Row>?>(found.Count > most ? null : found);
            },
            Matches = matches ?? (_ => true),
        };
        var page = await reading.BeforeAsync(end, width: 1_000);
        return (page.Rows, page.Next);
    }

    private sealed record Row(UInt128 Key);
}
