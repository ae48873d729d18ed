using EmailDispatch.EndToEnd.SmtpDoor;
using EmailDispatch.Sandbox;

[assembly: AssemblyFixture(typeof(DoorFixture))]

namespace EmailDispatch.EndToEnd.SmtpDoor;

/// <summary>One door for the tests that do not change it.</summary>
public sealed class DoorFixture : IAsyncLifetime
{
    private readonly Lazy<Task<DoorHost>> _door;
    private Azurite? _azurite;
    private SandboxServer? _provider;

    public DoorFixture() => _door = new(StartAsync);

    public Task<DoorHost> DoorAsync() => _door.Value;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (!_door.IsValueCreated)
            return;
        await (await _door.Value).DisposeAsync();
        await _provider!.DisposeAsync();
        await _azurite!.DisposeAsync();
    }

    private async Task<DoorHost> StartAsync()
    {
        _azurite = await Azurite.StartAsync();
        _provider = await SandboxServer.StartAsync();
        return await DoorHost.StartAsync(
            _azurite.ConnectionString, _provider, CancellationToken.None,
            ("Access__Keys__1__Key", "ed_restricted_not_a_secret_0123456789abcdefghij"), ("Access__Keys__1__Scopes", "send"), ("Access__Keys__1__FromDomains", "acme.test"),
            ("Access__Keys__2__Key", "ed_reading_not_a_secret_0123456789abcdefghijklmn"), ("Access__Keys__2__Scopes", "read"),
            ("Access__Keys__3__Key", "ed_slow_not_a_secret_0123456789abcdefghijklmnopq"), ("Access__Keys__3__RatePerSecond", "1"));
    }
}
