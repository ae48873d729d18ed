using Azure;
using EmailDispatch.Access;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Tests.Access;

public sealed class KeyUsesTests
{
    private readonly AccessBench _bench = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Use_is_written_once_in_five_minutes_however_many_there_are()
    {
        var issued = await _bench.IssueAsync();
        var writes = _bench.Tables.Table.Writes;

        for (var second = 0; second < 20 * 60; second++)
        {
            await _bench.Uses.NoteAsync((await _bench.FindAsync(issued.Token))!, Cancellation);
            _bench.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(4, _bench.Tables.Table.Writes - writes);
        Assert.InRange(_bench.Time.GetUtcNow() - (await StoredAsync(issued))!.Value, TimeSpan.Zero, KeyUses.Interval);
    }

    [Fact]
    public async Task Many_at_once_write_once()
    {
        var issued = await _bench.IssueAsync();
        var writes = _bench.Tables.Table.Writes;

        await Parallel.ForAsync(0, 200, Cancellation, async (_, token) => await _bench.Uses.NoteAsync(issued.Key, token));

        Assert.Equal(1, _bench.Tables.Table.Writes - writes);
    }

    [Fact]
    public async Task What_another_instance_has_just_written_is_not_written_again()
    {
        var issued = await _bench.IssueAsync();
        await _bench.Uses.NoteAsync(issued.Key, Cancellation);
        var other = new AccessBench(_bench);
        var writes = _bench.Tables.Table.Writes;

        await other.Uses.NoteAsync((await other.FindAsync(issued.Token))!, Cancellation);

        Assert.Equal(writes, _bench.Tables.Table.Writes);
    }

    [Fact]
    public async Task Key_of_the_settings_costs_nothing()
    {
        await _bench.Uses.NoteAsync(_bench.Admin, Cancellation);

        Assert.Equal(0, _bench.Tables.Table.Operations);
    }

    [Fact]
    public async Task Use_does_not_bring_a_revoked_key_back()
    {
        var issued = await _bench.IssueAsync();
        await _bench.Management.RevokeAsync(_bench.Admin, "acme", issued.Key.Id, Cancellation);

        await _bench.Uses.NoteAsync(issued.Key, Cancellation);

        Assert.Null(_bench.Tables.Table.Find(issued.Key.Id, "key"));
        Assert.Empty(_bench.UseLog.Entries);
    }

    [Fact]
    public async Task Storage_outage_is_a_warning_and_no_more()
    {
        var issued = await _bench.IssueAsync();
        _bench.Tables.Table.Fault = new RequestFailedException(503, "down");

        await _bench.Uses.NoteAsync(issued.Key, Cancellation);

        Assert.Equal(LogLevel.Warning, Assert.Single(_bench.UseLog.Entries).Level);
    }

    private async Task<DateTimeOffset?> StoredAsync(IssuedKey issued) =>
        (await _bench.Management.FindAsync("acme", issued.Key.Id, Cancellation))!.LastUsedAt;
}
