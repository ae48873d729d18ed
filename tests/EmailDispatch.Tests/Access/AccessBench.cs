using EmailDispatch.Access;
using EmailDispatch.Secrets;
using EmailDispatch.Tests.Providers;
using EmailDispatch.Tests.Providers.State;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EmailDispatch.Tests.Access;

/// <summary>The keys as one instance sees them, on a table that several benches can share, with a clock and a vault of the test's own.</summary>
internal sealed class AccessBench : ISecretSource
{
    public const string AdminKey = "fake-admin-key-0123456789";

    private readonly ApiKeyTable _table;

    public AccessBench(AccessBench? other = null, params (string Key, string Value)[] settings)
    {
        (Tables, Time) = (other?.Tables ?? new MemoryTables(), other?.Time ?? ManualTime.At("2026-11-21T10:00:00Z"));
        _table = new ApiKeyTable(Tables);
        Cache = new ApiKeyCache(Time);
        Keys = new ApiKeys(Settings(this, Time, settings), _table, Cache, Time);
        Management = new ApiKeyManagement(_table, Cache, Time, Log);
        Uses = new KeyUses(_table, Time, UseLog);
    }

    public MemoryTables Tables { get; }

    public FakeTimeProvider Time { get; }

    public ApiKeyCache Cache { get; }

    public ApiKeys Keys { get; }

    public ApiKeyManagement Management { get; }

    public KeyUses Uses { get; }

    public ListLogger<ApiKeyManagement> Log { get; } = new();

    public ListLogger<KeyUses> UseLog { get; } = new();

    /// <summary>The admin key of a tenant.</summary>
    public ApiKey Admin { get; init; } = new() { Id = "settings:0", Name = "admin", Tenant = "acme" };

    /// <summary>What the vault has; null while it does not answer.</summary>
    public string? Secret { get; set; }

    public int SecretReads { get; private set; }

    public static SettingsKeys Settings(ISecretSource secrets, TimeProvider time, params (string Key, string Value)[] settings) => new(
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => $"Access:Keys:{s.Key}", s => (string?)s.Value)).Build(),
        secrets, time, NullLogger<SettingsKeys>.Instance);

    public async Task<IssuedKey> IssueAsync(ApiKeyRequest? request = null) =>
        (await Management.IssueAsync(Admin, request ?? new ApiKeyRequest { Name = "web" }, TestContext.Current.CancellationToken)).Issued!;

    public ValueTask<ApiKey?> FindAsync(string presented) => Keys.FindAsync(presented, TestContext.Current.CancellationToken);

    public Task<string> ReadAsync(string name, CancellationToken cancellationToken)
    {
        SecretReads++;
        return Secret is { } secret ? Task.FromResult(secret) : Task.FromException<string>(new CredentialException($"The secret '{name}' cannot be read."));
    }
}
