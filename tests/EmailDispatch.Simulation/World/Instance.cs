using System.Net;
using System.Net.Sockets;
using Azure.Core;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using EmailDispatch.Providers;
using EmailDispatch.Simulation.Engine;
using EmailDispatch.Simulation.Mail;
using EmailDispatch.Simulation.Storage;
using EmailDispatch.Smtp;
using EmailDispatch.Webhooks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Simulation.World;

/// <summary>One process with the whole library. When it dies, nothing that it waits for ever happens.</summary>
#pragma warning disable CA1001 // It dies undisposed, as a process does.
public sealed class Instance : IHostApplicationLifetime
#pragma warning restore CA1001
{
    private readonly SimulatedWorld _world;
    private readonly IConfigurationRoot _configuration;
    private readonly ServiceProvider _services;

    // A container compiles what is asked for a second time, for milliseconds.
    private readonly Dictionary<Type, object> _known = [];
    private readonly CancellationTokenSource _stopping = new();

    public Instance(SimulatedWorld world, int number, int life)
    {
        (_world, Number, Name) = (world, number, $"i{number}.{life}");
        var offset = world.Plan.Skew * ((world.Scheduler.Random.NextDouble() * 2) - 1);
        _configuration = new ConfigurationBuilder().AddInMemoryCollection(world.Deployment.Settings()).Build();
        _services = Compose(new InstanceTime(world.Scheduler, offset, () => IsAlive && !world.IsOver));
    }

    public int Number { get; }

    public string Name { get; }

    public bool IsAlive { get; private set; } = true;

    /// <summary>Whether it has started and is not stopping.</summary>
    public bool IsReady { get; private set; }

    public int Running { get; set; }

    public CancellationToken Stopping => _stopping.Token;

    CancellationToken IHostApplicationLifetime.ApplicationStarted => CancellationToken.None;

    CancellationToken IHostApplicationLifetime.ApplicationStopping => _stopping.Token;

    CancellationToken IHostApplicationLifetime.ApplicationStopped => CancellationToken.None;

    public T Get<T>()
        where T : notnull
    {
        if (!_known.TryGetValue(typeof(T), out var service))
            _known[typeof(T)] = service = _services.GetRequiredService<T>();
        return (T)service;
    }

    public async Task StartAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>())
        {
            // Its 25 requests for tables and queues that are there matter only if they can fail.
            if (service is LibraryLifetime && !_world.IsStorageFailing)
                await Get<ProviderList>().StartAsync(CancellationToken.None);
            else
                await service.StartAsync(CancellationToken.None);
        }

        // Once it is read, nothing but a change through the API makes its reads differ.
        if (Get<ProviderCatalogue>().IsComplete && !_world.Plan.Steps.Any(step => step.Kind == StepKind.AddProvider))
            Get<ProviderList>().Stop();
        IsReady = true;
        _world.Note($"{Name} started");
        _world.PumpAll();
    }

    /// <summary>Stops as the host does: it takes nothing new, ends what runs, and is gone after ten seconds at most.</summary>
    public async Task StopAsync()
    {
        IsReady = false;
        _world.Note($"{Name} stops");
        var gone = _world.Scheduler.After(TimeSpan.FromSeconds(10), Crash);
        await _stopping.CancelAsync();
        foreach (var service in _services.GetServices<IHostedService>().Reverse())
            await service.StopAsync(CancellationToken.None);
        gone.Dispose();
        Crash();
    }

    /// <summary>Takes over changed settings while it runs.</summary>
    public void Reload()
    {
        if (!_world.Mutant.Reloads)
            return;
        foreach (var (name, value) in _world.Deployment.Settings())
            _configuration[name] = value;
        _configuration.Reload();
    }

    public void Crash()
    {
        if (!IsAlive)
            return;
        (IsAlive, IsReady) = (false, false);
        _world.Died(this);
    }

    void IHostApplicationLifetime.StopApplication() => throw new NotSupportedException();

    private ServiceProvider Compose(TimeProvider time)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        if (_world.TellsLogs)
            services.AddSingleton<ILoggerProvider>(new NotedLog(_world, this));
        services.AddSingleton<IConfiguration>(_configuration);
        services.AddEmailDispatch(_configuration);
        var (transport, retries) = (new StorageTransport(_world, this), new SimulatedRetries(_world, this));
        services.AddSingleton(new TableServiceClient(StorageAccount.TablesAddress, With(new TableClientOptions())));
        services.AddSingleton(new QueueServiceClient(StorageAccount.QueuesAddress, With(new QueueClientOptions())));
        services.AddSingleton(new BlobServiceClient(StorageAccount.BlobsAddress, With(new BlobClientOptions())));
        services.AddSingleton(time);
        services.AddSingleton(new WebhookClient(new WebhookReceiver(_world, this), time));
        services.AddSingleton(new Random(_world.Scheduler.Random.Next()));
        services.AddSingleton<IHostApplicationLifetime>(this);
        services.AddSingleton(s => new ConnectionPools(
            (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]), time, s.GetRequiredService<ILogger<ConnectionPools>>(), ConnectAsync));
        _world.Mutant.Configure(services);
        return services.BuildServiceProvider();

        T With<T>(T options)
            where T : ClientOptions
        {
            (options.Transport, options.RetryPolicy) = (transport, retries);
            (options.Diagnostics.IsLoggingEnabled, options.Diagnostics.IsDistributedTracingEnabled, options.Diagnostics.IsTelemetryEnabled) = (false, false, false);
            return options;
        }
    }

    private async Task<ServerLink> ConnectAsync(IPEndPoint server, CancellationToken cancellationToken)
    {
        var provider = server.Port - SimulatedWorld.FirstPort is var n && n < SimulatedWorld.Providers.Count ? SimulatedWorld.Providers[n] : Operator.Added;
        await _world.Scheduler.Delay(_world.Scheduler.Around(TimeSpan.FromMilliseconds(10)));
        switch (_world.FaultOf(provider, "", MailFault.ConnectRefused, MailFault.ConnectSilent))
        {
            case MailFault.ConnectRefused:
                throw new SocketException((int)SocketError.ConnectionRefused);
            case MailFault.ConnectSilent:
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
                break;
        }

        if (!IsAlive)
            await new TaskCompletionSource().Task;
        cancellationToken.ThrowIfCancellationRequested();
        return new SimulatedSession(_world, this, provider, server);
    }
}
