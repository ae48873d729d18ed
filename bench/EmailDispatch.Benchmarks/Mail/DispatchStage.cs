using Azure;
using Azure.Data.Tables;
using EmailDispatch.Benchmarks.Storage;
using EmailDispatch.Dispatch;
using EmailDispatch.Emails;
using EmailDispatch.Providers;
using EmailDispatch.Queueing;
using EmailDispatch.Secrets;
using EmailDispatch.Status;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EmailDispatch.Benchmarks.Mail;

/// <summary>The library from the text of a queue message to the recorded outcome, called as a function calls it, over storage in memory.</summary>
internal sealed class DispatchStage : IAsyncDisposable
{
    /// <summary>The concurrency set in host.json.</summary>
    public const int Concurrency = 32;

    private const string Tenant = "default";

    private static readonly ETag Version = new("W/\"datetime'2026-01-01T00%3A00%3A00.0000000Z'\"");

    private readonly ServiceProvider _services;
    private readonly Dispatcher _dispatcher;
    private readonly DirectoryInfo? _keys;

    private DispatchStage(ServiceProvider services, DirectoryInfo? keys) => (_services, _dispatcher, _keys) = (services, services.GetRequiredService<Dispatcher>(), keys);

    /// <param name="port">The port of the provider.</param>
    /// <param name="connections">The maximum number of connections of the provider.</param>
    /// <param name="stubRows">Write rows without doing anything and without the SDK (<see cref="StubTables"/>).</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <param name="signedDomain">The domain whose emails are signed; null for none.</param>
    public static async Task<DispatchStage> StartAsync(int port, int connections, bool stubRows, CancellationToken cancellationToken, string? signedDomain = null)
    {
        var keys = signedDomain is null ? null : Directory.CreateTempSubdirectory("dkim-");
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AzureWebJobsStorage"] = MemoryStorage.ConnectionString,
            ["Providers:0:Name"] = "sink",
            ["Providers:0:Host"] = "127.0.0.1",
            ["Providers:0:Port"] = $"{port}",
            ["Providers:0:Security"] = nameof(ProviderSecurity.None),
            ["Providers:0:MaxConnections"] = $"{connections}",
            ["Domains:KeyFolder"] = keys?.FullName,
        }).Build();

        var transport = new MemoryStorage().Transport;
        var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddLogging().AddEmailDispatch(configuration)
            .AddStorageClients(MemoryStorage.ConnectionString, transport);
        TableServiceClient tables = new(MemoryStorage.ConnectionString, new TableClientOptions { Transport = transport });
        if (signedDomain is not null)
            tables = await SignedTables.OverAsync(tables, Tenant, signedDomain, new FolderSecretStore(keys!.FullName), cancellationToken);
        if (stubRows)
            services.AddSingleton<TableServiceClient>(new StubTables(tables));

        var provider = services.BuildServiceProvider();
        foreach (var service in provider.GetServices<IHostedService>())
            await service.StartAsync(cancellationToken);
        return new DispatchStage(provider, keys);
    }

    /// <summary>Creates queue messages as intake writes them, each with its own id.</summary>
    public async Task<string[]> MessagesAsync(Email email, int count, CancellationToken cancellationToken)
    {
        var queue = _services.GetRequiredService<DispatchQueue>();
        var messages = new string[count];
        for (var i = 0; i < count; i++)
        {
            var row = new EmailRow
            {
                Id = EmailId.New(TimeProvider.System),
                Tenant = Tenant,
                Status = EmailStatus.Queued,
                From = email.From.ToString(),
                Subject = email.Subject,
                Recipients = RecipientList.Of(email),
                Size = MessageSize.Estimate(email),
                ETag = Version,
            };
            messages[i] = (await queue.NewMessageAsync(row, email, cancellationToken)).Serialize();
        }

        return messages;
    }

    public async Task SendAsync(string[] messages, CancellationToken cancellationToken)
    {
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Concurrency).Select(_ => Task.Run(WorkAsync, cancellationToken)));

        async Task WorkAsync()
        {
            for (var i = Interlocked.Increment(ref next); i < messages.Length; i = Interlocked.Increment(ref next))
                await _dispatcher.DispatchAsync(DispatchMessage.Parse(messages[i]), cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _keys?.Delete(recursive: true);
    }
}
