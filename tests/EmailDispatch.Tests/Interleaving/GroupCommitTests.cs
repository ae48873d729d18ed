using Azure;
using Azure.Data.Tables;
using EmailDispatch.Status;
using EmailDispatch.Tests.Providers.State;

namespace EmailDispatch.Tests.Interleaving;

public sealed class GroupCommitTests
{
    private const int Writers = 12;

    [Fact]
    public void No_write_is_lost_repeated_or_refused_for_another() => RandomOrder.RunAll(async () =>
    {
        var table = new MemoryTable { Yields = true };
        var writes = new RowWrites(table);

        // Every third wants the same row, and every fourth has an event.
        var answers = await Task.WhenAll(Enumerable.Range(0, Writers).Select(async n =>
        {
            await Task.Yield();
            var row = new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("p", n % 3 == 0 ? "same" : $"row {n}") { ["Writer"] = n });
            var added = n % 4 == 0 ? new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("p", $"event {n}")) : null;
            return (Writer: n, Version: Assert.Single(await writes.TryWriteAsync([new RowChange(row, added)], CancellationToken.None)));
        }));

        var winner = Assert.Single(answers, answer => answer.Writer % 3 == 0 && answer.Version is not null);
        var expected = answers.Where(answer => answer.Writer % 3 != 0).Append(winner).ToList();
        Assert.All(expected, answer => Assert.Equal(answer.Version, table.Rows.Single(row => row.TryGetValue("Writer", out var writer) && writer is int n && n == answer.Writer).ETag));
        Assert.Equal(expected.Where(answer => answer.Writer % 4 == 0).Select(answer => $"event {answer.Writer}").Order(), table.Rows.Select(row => row.RowKey).Where(key => key.StartsWith("event", StringComparison.Ordinal)).Order());
    });

    [Fact]
    public void Of_all_that_change_one_version_one_wins_and_knows_it() => RandomOrder.RunAll(async () =>
    {
        var table = new MemoryTable { Yields = true };
        var writes = new RowWrites(table);
        var added = (await writes.TryWriteAsync([Change("one", TableTransactionActionType.Add, default, -1), Change("other", TableTransactionActionType.Add, default, -1)], CancellationToken.None))!;

        var answers = await Task.WhenAll(Enumerable.Range(0, Writers).Select(async n =>
        {
            await Task.Yield();
            var (row, version) = n % 2 == 0 ? ("one", added[0]!.Value) : ("other", added[1]!.Value);
            return (Writer: n, Version: (await writes.TryWriteAsync([Change(row, TableTransactionActionType.UpdateMerge, version, n)], CancellationToken.None))[0]);
        }));

        foreach (var (row, isOther) in new[] { ("one", 0), ("other", 1) })
        {
            var winner = Assert.Single(answers, answer => answer.Writer % 2 == isOther && answer.Version is not null);
            Assert.Equal((winner.Writer, winner.Version), ((int)table.Find("p", row)!["Writer"], table.Find("p", row)!.ETag));
        }
    });

    private static RowChange Change(string row, TableTransactionActionType type, ETag version, int writer) =>
        new(new TableTransactionAction(type, new TableEntity("p", row) { ["Writer"] = writer }, version));
}
