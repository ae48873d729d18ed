using EmailDispatch.Benchmarks.Processes;
using EmailDispatch.Benchmarks.Scenarios;

if (args is [Roles.Command, .. var role])
    return await Roles.RunAsync(role);

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, key) =>
{
    key.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
};
return await ScenarioRunner.RunAsync(args, stop.Token);
