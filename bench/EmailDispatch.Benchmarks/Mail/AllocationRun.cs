using System.Globalization;
using EmailDispatch.Emails;

namespace EmailDispatch.Benchmarks.Mail;

/// <summary>What one email allocates, in a process that does nothing else.</summary>
internal static class AllocationRun
{
    public const string Ours = "dispatch";
    public const string Bare = "bare";

    private const int Connections = 10;

    public static string LetterOf(string size) => size switch
    {
        "2KB" => Letters.WithBodies(2 * 1024),
        "50KB" => Letters.WithBodies(50 * 1024),
        _ => Letters.WithAttachment(1024 * 1024),
    };

    /// <returns>Bytes an email.</returns>
    public static async Task<string> MeasureAsync(string side, string size, int port, int count, CancellationToken cancellationToken)
    {
        var email = Letters.Read(LetterOf(size));
        await using var stage = side == Ours ? await DispatchStage.StartAsync(port, Connections, cancellationToken) : null;
        await using var bare = side == Bare ? await BareLoop.ConnectAsync(port, Connections, cancellationToken) : null;

        // The first round opens connections and compiles.
        for (var i = 0; i < 8; i++)
            await RunAsync();
        return ((double)await RunAsync() / count).ToString(CultureInfo.InvariantCulture);

        async Task<long> RunAsync()
        {
            var messages = stage is null ? [] : await stage.MessagesAsync(email, count, cancellationToken);
            var cpu = Environment.CpuUsage.TotalTime;
            var before = GC.GetTotalAllocatedBytes(precise: true);
            await (stage?.SendAsync(messages, cancellationToken) ?? bare!.SendAsync(() => email, count, cancellationToken));
            Console.Error.WriteLine($"cpu/email {(Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / count:0} us, user {Environment.CpuUsage.UserTime}");
            return GC.GetTotalAllocatedBytes(precise: true) - before;
        }
    }
}
