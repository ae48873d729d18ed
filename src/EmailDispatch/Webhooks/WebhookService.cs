using EmailDispatch.Status;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EmailDispatch.Webhooks;

/// <summary>Moves events from the outbox while the process runs.</summary>
internal sealed class WebhookService(IServiceProvider services) : IHostedService, IDisposable
{
    // The search finds what is left after this time.
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _stopping = new();
    private Task _telling = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Resolved here, because a constructor would throw for the first invalid setting, before all settings are checked.
        var teller = services.GetRequiredService<Teller>();
        _telling = Task.Run(() => teller.RunAsync(_stopping.Token), CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        services.GetRequiredService<Outbox>().Stop();
        await _telling.WaitAsync(DrainTime, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _stopping.CancelAsync();
        await services.GetRequiredService<Deliveries>().StopAsync().WaitAsync(DrainTime, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stopping.Dispose();
}
