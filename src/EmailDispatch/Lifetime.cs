using EmailDispatch.Dispatch;
using EmailDispatch.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EmailDispatch;

/// <summary>
/// Makes sure, before the first function runs, that what the library keeps its data in exists, and that attempts under way end with the
/// host. The services are asked for only then: their constructors would throw for the first setting that is wrong before all of them are checked.
/// </summary>
internal sealed class Lifetime(IServiceProvider services) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(services.GetServices<IStoragePlace>().Select(place => place.CreateIfNotExistsAsync(cancellationToken)));

    public Task StopAsync(CancellationToken cancellationToken) => services.GetRequiredService<DispatchRuns>().StopAsync();
}
