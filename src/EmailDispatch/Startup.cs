using EmailDispatch.Access;
using EmailDispatch.Intake.Idempotency;
using EmailDispatch.Providers;
using EmailDispatch.Providers.State;
using EmailDispatch.Queueing;
using EmailDispatch.Status;
using EmailDispatch.Suppressions;
using Microsoft.Extensions.Hosting;

namespace EmailDispatch;

/// <summary>
/// Makes sure, before the first function runs, that the settings are right and that what the library keeps its data in exists.
/// The constructor asks for the services that read settings of their own.
/// </summary>
internal sealed class Startup(
    ProviderCatalogue providers, SettingsKeys settingsKeys, StatusStore status, OpenHours openHours, DispatchQueue queue, PayloadStore payloads,
    ProviderStateTable state, IdempotencyKeys idempotency, ApiKeyTable keys, SuppressionStore suppressions)
    : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = (providers, settingsKeys);
        return Task.WhenAll(
            status.CreateIfNotExistsAsync(cancellationToken),
            openHours.CreateIfNotExistsAsync(cancellationToken),
            state.CreateIfNotExistsAsync(cancellationToken),
            idempotency.CreateIfNotExistsAsync(cancellationToken),
            keys.CreateIfNotExistsAsync(cancellationToken),
            suppressions.CreateIfNotExistsAsync(cancellationToken),
            queue.CreateIfNotExistsAsync(cancellationToken),
            payloads.CreateIfNotExistsAsync(cancellationToken));
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
