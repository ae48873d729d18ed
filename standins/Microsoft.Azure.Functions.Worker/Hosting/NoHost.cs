using Microsoft.Extensions.Hosting;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Ends the process with one line: without the Functions host there is nobody to take invocations from.</summary>
internal sealed class NoHost(IHostApplicationLifetime lifetime) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await Console.Error.WriteLineAsync(
            "This worker needs a Functions host: run it with Azure Functions Core Tools (func start), or use dotnet dev.cs up.");
        System.Environment.ExitCode = 1;
        lifetime.StopApplication();
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
