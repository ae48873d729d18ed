using EmailDispatch.EndToEnd.Hosting;

namespace EmailDispatch.EndToEnd.BadInput;

/// <summary>A host with its own storage and log, so anything that rejected requests leave behind can be counted.</summary>
public sealed class BadInputFixture : IAsyncLifetime
{
    private Azurite? azurite;
    private EmailHost? host;

    public EmailHost Host => host ?? throw new InvalidOperationException("Not started.");

    public string Storage => azurite!.ConnectionString;

    public async ValueTask InitializeAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        azurite = await Azurite.StartAsync(cancellationToken: cancellation);

        // Nothing listens there, so a message enqueued by mistake stays.
        host = await EmailHost.StartAsync(new EmailHostSettings(azurite.ConnectionString, [new HostedProvider("none", "127.0.0.1", 9)]), cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (host is not null)
            await host.DisposeAsync();
        if (azurite is not null)
            await azurite.DisposeAsync();
    }
}
