#!/usr/bin/env dotnet
#:property PublishAot=false
#:project eng/EmailDispatch.Dev.csproj

using EmailDispatch.Dev;

Environment.CurrentDirectory = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;

var commands = new Dictionary<string, (string Help, Func<Arguments, CancellationToken, Task<int>> RunAsync)>
{
    ["up"] = ("run everything on this machine: [--port 7071] [--storage-port 10000] [--verbose]", UpCommand.RunAsync),
    ["test"] = ("build and run every test: [--filter …] and other `dotnet test` options", TestCommand.RunAsync),
    ["simulate"] = ("run the simulation, or repeat one seed of it: [--seeds 1000] [--seed 1]", SimulateCommand.RunAsync),
    ["mutate"] = ("find changes of the code that no test notices, in hours: [Replies|Queueing|Intake|Dispatch …]", MutateCommand.RunAsync),
    ["bench"] = ("run the benchmarks: [scenario …] [--rounds 9]; `bench list` lists them", BenchCommand.RunAsync),
    ["check"] = ("check build, format, lock files and README", CheckCommand.RunAsync),
};

// The SDK answers `dotnet dev.cs --help` itself; `dotnet dev.cs -- --help` gets here.
if (args is not [var name, .. var rest] || name == "help" || args.Any(argument => argument is "--help" or "-h" or "-?"))
{
    Console.WriteLine("dotnet dev.cs <command> [options]\n");
    foreach (var (command, (help, _)) in commands)
        Console.WriteLine($"  {command,-8} {help}");
    return 0;
}

using var stop = new StopSignals();
try
{
    if (!commands.TryGetValue(name, out var chosen))
        throw new Refusal($"Unknown command '{name}'; the commands are {string.Join(", ", commands.Keys)}.");
    return await chosen.RunAsync(new Arguments(rest), stop.Token);
}
catch (Refusal refusal)
{
    Console.Error.WriteLine(refusal.Message);
    return 1;
}
catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
{
    return 130;
}
