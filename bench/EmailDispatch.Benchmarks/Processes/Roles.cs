using System.Globalization;
using EmailDispatch.Benchmarks.Mail;
using EmailDispatch.Benchmarks.Storage;

namespace EmailDispatch.Benchmarks.Processes;

/// <summary>The roles of this program as its own child process. Each ends when its standard input closes.</summary>
internal static class Roles
{
    public const string Command = "role";
    public const string Sink = "sink";
    public const string Allocations = "allocations";
    public const string Host = "host";

    public static async Task<int> RunAsync(string[] arguments)
    {
        switch (arguments)
        {
            case [Sink, var port, var delay]:
                await using (new SmtpSink(Number(port)) { Delay = TimeSpan.FromMilliseconds(Number(delay)), Taken = count => Console.Write($"sess=0 quit=0 mesg={count}\r") })
                    await EndOfInputAsync();
                return 0;
            case [Host, var providerPort]:
                await using (var host = await EmailHost.StartAsync(
                    EmailHost.Settings(MemoryStorage.ConnectionString, Number(providerPort)),
                    services => services.AddStorageClients(MemoryStorage.ConnectionString, new MemoryStorage().Transport), CancellationToken.None))
                {
                    Console.WriteLine($"{HostProcess.ReadyLine}{host.Address}");
                    await EndOfInputAsync();
                }

                return 0;
            case [Allocations, var side, var size, var port, var count]:
                Console.WriteLine(await AllocationRun.MeasureAsync(side, size, Number(port), Number(count), CancellationToken.None));
                return 0;
            default:
                await Console.Error.WriteLineAsync($"There is no role '{string.Join(' ', arguments)}'.");
                return 1;
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static async Task EndOfInputAsync()
    {
        while (await Console.In.ReadLineAsync() is not null)
        {
        }
    }
}
