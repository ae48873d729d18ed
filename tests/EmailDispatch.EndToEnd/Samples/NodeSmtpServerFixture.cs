namespace EmailDispatch.EndToEnd.Samples;

/// <summary>One server for all tests of a class.</summary>
public sealed class NodeSmtpServerFixture : IAsyncLifetime
{
    private NodeSmtpServer? server;

    public NodeSmtpServer Server => server ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync() => server = await NodeSmtpServer.StartAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
    }
}
