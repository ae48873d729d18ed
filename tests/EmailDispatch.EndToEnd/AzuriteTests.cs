using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using Azure.Data.Tables;
using EmailDispatch.EndToEnd.Samples;

[assembly: AssemblyFixture(typeof(Azurite))]

namespace EmailDispatch.EndToEnd;

public sealed class AzuriteTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Azurite_killed_and_started_again_keeps_what_was_written()
    {
        var folder = Directory.CreateTempSubdirectory("azurite-");
        AzuritePorts ports;
        await using (var first = await Azurite.StartAsync(folder.FullName, cancellationToken: Cancellation))
        {
            ports = first.Ports;
            var table = new TableClient(first.ConnectionString, "Kept");
            await table.CreateAsync(Cancellation);
            await table.AddEntityAsync(new TableEntity("p", "r") { ["Text"] = "kept" }, Cancellation);
            await WaitUntil(() => IsSaved(folder));
            await first.KillAsync();
        }

        await using var second = await Azurite.StartAsync(folder.FullName, ports, cancellationToken: Cancellation);

        var row = await new TableClient(second.ConnectionString, "Kept").GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancellation);
        Assert.Equal("kept", row.Value.GetString("Text"));
        Assert.Equal(ports, second.Ports);
        await second.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Azurite_disposed_of_listens_no_more()
    {
        var azurite = await Azurite.StartAsync(cancellationToken: Cancellation);
        var port = azurite.Ports.Table;

        await azurite.DisposeAsync();

        using var client = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(() => client.ConnectAsync("127.0.0.1", port, Cancellation).AsTask());
    }

    [Fact]
    public async Task Azurite_on_a_taken_port_says_so()
    {
        await using var first = await Azurite.StartAsync(cancellationToken: Cancellation);

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => Azurite.StartAsync(ports: first.Ports, cancellationToken: Cancellation));

        Assert.Contains("EADDRINUSE", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>Otherwise each email of an hour would cost more than the previous one, because a tenant's hour is one partition.</summary>
    [Fact]
    public async Task Row_is_found_without_going_through_its_partition()
    {
        var times = JsonSerializer.Deserialize<double[]>(await RunAsync("azurite_rows.mjs", "azurite-rows.cjs"))!;

        Assert.True(times[1] < times[0] / 5, $"Through the partition {times[0]} ms, by the row key {times[1]} ms.");
    }

    /// <summary>Otherwise each email would cost more, the more messages are in the queue: Azurite looks for expired ones with each request.</summary>
    [Fact]
    public async Task Indexes_are_not_sorted_again_when_no_message_has_expired() =>
        Assert.Equal("""{"isKept":true,"left":1,"all":1}""", (await RunAsync("azurite_expiration.mjs", "azurite-expiration.cjs")).Trim());

    private static Task<string> RunAsync(string script, string change) =>
        ExternalProgram.RunAsync(new ProcessStartInfo("node", [RepositoryPath.Of("tests", "EmailDispatch.EndToEnd", "LocalHost", script), RepositoryPath.Of("src", "EmailDispatch.LocalHost", change)]), [], Cancellation);

    // Azurite writes its tables to disk a few seconds later.
    private static bool IsSaved(DirectoryInfo folder) =>
        folder.EnumerateFiles("*table*.json").Any(f => f.Length > 0 && File.ReadAllText(f.FullName).Contains("kept", StringComparison.Ordinal));

    private static async Task WaitUntil(Func<bool> condition)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        while (!condition())
            await timer.WaitForNextTickAsync(deadline.Token);
    }
}
