using System.Diagnostics;

namespace EmailDispatch.Dev;

/// <summary><c>up</c>: runs Azurite and the local host with its sandbox SMTP server, until Ctrl-C or until one of them ends.</summary>
internal static class UpCommand
{
    private const string Host = "src/EmailDispatch.LocalHost";
    private const string Program = $"{Host}/bin/Debug/net10.0/EmailDispatch.LocalHost.dll";

    public static async Task<int> RunAsync(Arguments arguments, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var verbose = arguments.Flag("--verbose");
        var port = arguments.Port("--port") ?? 7071;
        var storagePort = arguments.Port("--storage-port");
        arguments.RefuseTheRest();

        using var alone = OnlyOneHere();
        if (!Ports.IsFree(port))
            throw new Refusal($"Port {port} is in use; choose another one: dotnet dev.cs up --port {port + 1}");
        var settings = new LocalSettings(port);
        int[] storage = settings.WantsAzurite ? Ports.ForStorage(storagePort) : [];
        if (storage is [var blob, var queue, var table])
            settings.UseAzurite(blob, queue, table);

        await using var children = new Children(verbose);
        await TogetherAsync(cancellationToken, StartAzuriteAsync, BuildAsync);
        var host = children.Start("The local host", Tool.Dotnet, [Program], settings.Values);
        await host.ReadyAsync(settings.WhatIsUnhealthyAsync, cancellationToken);

        Console.WriteLine(settings.Welcome(clock.Elapsed));
        host.Print();
        throw new Refusal(await await Task.WhenAny(children.Ended).WaitAsync(cancellationToken));

        async Task StartAzuriteAsync(CancellationToken token)
        {
            if (storage.Length == 0)
                return;
            await Npm.InstallAsync(Host, token);
            string[] ports = ["--blobPort", $"{storage[0]}", "--queuePort", $"{storage[1]}", "--tablePort", $"{storage[2]}"];
            string[] options = ["--location", ".local/azurite", "--silent", "--skipApiVersionCheck", "--disableTelemetry"];
            var azurite = children.Start("Azurite", "node", [$"{Host}/azurite.cjs", .. ports, .. options]);
            await azurite.ReadyAsync(_ => Task.FromResult(storage.Any(Ports.IsFree) ? "its ports are closed" : null), token);
        }

        Task BuildAsync(CancellationToken token) => Build.RunAsync(Host, Program, verbose, token);
    }

    private static FileStream OnlyOneHere()
    {
        Directory.CreateDirectory(".local");
        try
        {
            return new FileStream(".local/up.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new Refusal("Another `dotnet dev.cs up` runs in this folder; stop that one first.");
        }
    }

    private static async Task TogetherAsync(CancellationToken cancellationToken, params Func<CancellationToken, Task>[] parts)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAll(parts.Select(async part =>
        {
            try
            {
                await part(linked.Token);
            }
            catch
            {
                await linked.CancelAsync();
                throw;
            }
        }));
    }
}
