using System.Globalization;
using System.Text.Json;
using EmailDispatch.Emails;
using EmailDispatch.Queueing;

namespace EmailDispatch.Benchmarks.Mail;

/// <summary>Measures what one email allocates, in a process that does nothing else.</summary>
internal static class AllocationRun
{
    public const string Ours = "dispatch stage";
    public const string WithSdk = "dispatch stage with the SDK";
    public const string Bare = "bare loop";
    public const string BareReading = "bare loop that reads JSON";

    private const int Connections = 10;
    private const int WarmUpRounds = 4;

    public static string LetterOf(string size) => size switch
    {
        "2KB" => Letters.WithBodies(2 * 1024),
        "50KB" => Letters.WithBodies(50 * 1024),
        _ => Letters.WithAttachment(1024 * 1024),
    };

    /// <returns>Bytes per email.</returns>
    public static async Task<string> MeasureAsync(string side, string size, int port, int count, CancellationToken cancellationToken)
    {
        var email = Letters.Read(LetterOf(size));
        var json = JsonSerializer.SerializeToUtf8Bytes(email, QueueJson.Relaxed.Email);
        Func<Email> next = side == Bare ? () => email : () => JsonSerializer.Deserialize(json, QueueJson.Relaxed.Email)!;
        await using var stage = side is Ours or WithSdk ? await DispatchStage.StartAsync(port, Connections, stubRows: side == Ours, cancellationToken) : null;
        await using var bare = stage is not null ? null : await BareLoop.ConnectAsync(port, Connections, cancellationToken);

        // The first rounds open connections and compile code.
        for (var round = 0; round < WarmUpRounds; round++)
            await RunAsync();
        return ((double)await RunAsync() / count).ToString(CultureInfo.InvariantCulture);

        async Task<long> RunAsync()
        {
            var messages = stage is null ? [] : await stage.MessagesAsync(email, count, cancellationToken);
            var before = GC.GetTotalAllocatedBytes(precise: true);
            await (stage?.SendAsync(messages, cancellationToken) ?? bare!.SendAsync(next, count, cancellationToken));
            return GC.GetTotalAllocatedBytes(precise: true) - before;
        }
    }
}
