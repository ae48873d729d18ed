namespace EmailDispatch.EndToEnd.Samples;

/// <summary>
/// One receiving server and one local host that has it as its only provider. A derived class says which server.
/// The storage is that of the environment variable below; without it the tests are skipped and say so.
/// </summary>
public abstract class SampleDeliveryFixture : IAsyncLifetime
{
    public const string StorageVariable = "EMAILDISPATCH_TEST_STORAGE";

    private IReceivingServer? server;
    private EmailHost? host;

    public IReceivingServer Server => server ?? throw new InvalidOperationException("Not started.");

    public EmailHost Host => host ?? throw new InvalidOperationException("Not started.");

    public static string? Storage => Environment.GetEnvironmentVariable(StorageVariable);

    public async ValueTask InitializeAsync()
    {
        if (Storage is null)
            return;

        var cancellation = TestContext.Current.CancellationToken;
        server = await StartServerAsync(cancellation);
        host = await EmailHost.StartAsync(
            new EmailHostSettings(Storage, [new HostedProvider("receiving", server.Host, server.Port)]),
            cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (host is not null)
            await host.DisposeAsync();
        if (server is not null)
            await server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<IReceivingServer> StartServerAsync(CancellationToken cancellationToken);
}
