using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.Samples;

/// <summary>The local host with a sandbox server as its provider.</summary>
public sealed class SandboxDeliveryFixture : SampleDeliveryFixture
{
    protected override async Task<IReceivingServer> StartServerAsync(CancellationToken cancellationToken) =>
        new SandboxReceivingServer(await SandboxServer.StartAsync(cancellationToken: cancellationToken));
}
