namespace EmailDispatch.LocalHost;

/// <summary>
/// Stops the host when its standard input ends. Whoever starts the host with a pipe as its standard input takes it
/// along so, on every system, also when killed. On with the setting <c>StopWithStandardInput</c>.
/// </summary>
internal sealed class StopWithStandardInput(IHostApplicationLifetime lifetime) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // A thread of its own, because a read of standard input cannot be cancelled.
        new Thread(ReadToEnd) { IsBackground = true, Name = nameof(StopWithStandardInput) }.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void ReadToEnd()
    {
        using var input = Console.OpenStandardInput();
        Span<byte> buffer = stackalloc byte[256];
        while (input.Read(buffer) > 0)
        {
        }

        lifetime.StopApplication();
    }
}
