using EmailDispatch.EndToEnd.Hosting;

namespace EmailDispatch.EndToEnd.Samples;

/// <summary>One receiving server, chosen by a derived class, and one local host with it as its only provider.</summary>
/// <remarks>It has its own storage, because hosts that share a queue take each other's emails.</remarks>
public abstract class SampleDeliveryFixture : IAsyncLifetime
{
    private Azurite? azurite;
    private IReceivingServer? server;
    private EmailHost? host;

    public IReceivingServer Server => server ?? throw new InvalidOperationException("Not started.");

    public EmailHost Host => host ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        azurite = await Azurite.StartAsync(cancellationToken: cancellation);
        server = await StartServerAsync(cancellation);
        host = await EmailHost.StartAsync(
            new EmailHostSettings(azurite.ConnectionString, [new HostedProvider("receiving", server.Host, server.Port)]),
            cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (host is not null)
            await host.DisposeAsync();
        if (server is not null)
            await server.DisposeAsync();
        if (azurite is not null)
            await azurite.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<IReceivingServer> StartServerAsync(CancellationToken cancellationToken);
}
