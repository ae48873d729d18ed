using EmailDispatch.Status;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EmailDispatch.Webhooks;

/// <summary>Tells events for as long as the process runs.</summary>
internal sealed class WebhookService(IServiceProvider services) : IHostedService, IDisposable
{
    // What is not told by then is found by the search.
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _stopping = new();
    private Task _telling = Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Resolved here: a constructor would throw for the first wrong setting, before all settings are checked.
        var teller = services.GetRequiredService<Teller>();
        _telling = Task.Run(() => teller.RunAsync(_stopping.Token), CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        services.GetRequiredService<Outbox>().Stop();
        await _telling.WaitAsync(DrainTime, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _stopping.CancelAsync();
        await services.GetRequiredService<Deliveries>().StopAsync().WaitAsync(DrainTime, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();
}
