using EmailDispatch.EndToEnd.Hosting;

namespace EmailDispatch.EndToEnd.Access;

/// <summary>Two hosts on one storage of their own. Their providers never answer, so accepted emails stay unsent.</summary>
public sealed class ApiKeyFixture : IAsyncLifetime
{
    private Azurite? azurite;
    private EmailHost? host;
    private EmailHost? otherHost;

    public EmailHost Host => host ?? throw new InvalidOperationException("Not started.");

    public EmailHost OtherHost => otherHost ?? throw new InvalidOperationException("Not started.");

    public string Storage => azurite!.ConnectionString;

    public async ValueTask InitializeAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        azurite = await Azurite.StartAsync(cancellationToken: cancellation);
        var settings = new EmailHostSettings(azurite.ConnectionString, [new HostedProvider("none", "127.0.0.1", 9)]);
        host = await EmailHost.StartAsync(settings, cancellation);
        otherHost = await EmailHost.StartAsync(settings, cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var each in (EmailHost?[])[host, otherHost])
        {
            if (each is not null)
                await each.DisposeAsync();
        }

        if (azurite is not null)
            await azurite.DisposeAsync();
    }
}
