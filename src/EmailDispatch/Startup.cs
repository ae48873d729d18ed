using EmailDispatch.Access;
using EmailDispatch.Providers;
using Microsoft.Extensions.Hosting;

namespace EmailDispatch;

/// <summary>
/// Makes sure, before the first function runs, that the settings are right and that what the library keeps its data in exists.
/// The constructor asks for the services that read settings of their own.
/// </summary>
internal sealed class Startup(ProviderCatalogue providers, ApiKeys keys, IEnumerable<IStoragePlace> places) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = (providers, keys);
        return Task.WhenAll(places.Select(place => place.CreateIfNotExistsAsync(cancellationToken)));
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
