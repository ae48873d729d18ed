namespace EmailDispatch.LocalHost;

/// <summary>
/// Stops the host when its standard input ends, so that it ends with the process that started it through a pipe, on every system, even if that
/// process is killed. Enabled by the setting <c>StopWithStandardInput</c>.
/// </summary>
internal sealed class StopWithStandardInput(IHostApplicationLifetime lifetime) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // A separate thread, because reading standard input cannot be canceled.
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
