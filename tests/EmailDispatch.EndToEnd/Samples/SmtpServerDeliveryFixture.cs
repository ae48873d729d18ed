namespace EmailDispatch.EndToEnd.Samples;

/// <summary>The local host with npm's smtp-server as its provider.</summary>
public sealed class SmtpServerDeliveryFixture : SampleDeliveryFixture
{
    protected override async Task<IReceivingServer> StartServerAsync(CancellationToken cancellationToken) =>
        await NodeSmtpServer.StartAsync(cancellationToken);
}
