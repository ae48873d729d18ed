#!/usr/bin/env dotnet
#:property PublishAot=false
#:project eng/EmailDispatch.Dev.csproj

using EmailDispatch.Dev;

Environment.CurrentDirectory = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;

var commands = new Dictionary<string, (string Help, Func<Arguments, CancellationToken, Task<int>> RunAsync)>
{
    ["up"] = ("run everything on this machine: [--port 7071] [--storage-port 10000] [--verbose]", UpCommand.RunAsync),
    ["test"] = ("build and run every test: [--filter …] and what else `dotnet test` takes", TestCommand.RunAsync),
    ["bench"] = ("run the benchmarks: [scenario …] [--rounds 9]; `bench list` tells which there are", BenchCommand.RunAsync),
    ["check"] = ("what a change must pass besides the tests: build, format, lock files, README", CheckCommand.RunAsync),
};

// `dotnet dev.cs --help` is answered by the SDK, which reads its own options first; after `--` it gets here.
if (args is not [var name, .. var rest] || name == "help" || args.Any(argument => argument is "--help" or "-h" or "-?"))
{
    Console.WriteLine("dotnet dev.cs <command> [options]\n");
    foreach (var (command, (help, _)) in commands)
        Console.WriteLine($"  {command,-6} {help}");
    return 0;
}

using var stop = new StopSignals();
try
{
    if (!commands.TryGetValue(name, out var chosen))
        throw new Refusal($"There is no command '{name}'; there are {string.Join(", ", commands.Keys)}.");
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
