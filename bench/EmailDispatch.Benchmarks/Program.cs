using EmailDispatch.Benchmarks.Micro;
using EmailDispatch.Benchmarks.Processes;
using EmailDispatch.Benchmarks.Scenarios;

if (args is [Roles.Command, .. var role])
    return await Roles.RunAsync(role);
if (args is [MicroBenchmarks.Command, .. var micro])
    return MicroBenchmarks.Run(micro);

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, key) =>
{
    key.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
};
return await ScenarioRunner.RunAsync(args, stop.Token);
