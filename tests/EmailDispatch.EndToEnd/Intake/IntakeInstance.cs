using System.Globalization;
using Azure.Storage.Queues;
using EmailDispatch.Dispatch;
using EmailDispatch.Intake;
using EmailDispatch.Queueing;
using EmailDispatch.Sandbox;
using EmailDispatch.Status;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.EndToEnd.Intake;

/// <summary>One instance of the library with its own clock, on storage that may be shared.</summary>
internal sealed class IntakeInstance : IAsyncDisposable
{
    public static readonly Submitter Submitter = new("default", []);

    private readonly ServiceProvider _services;
    private readonly string _storage;

    private IntakeInstance(ServiceProvider services, string storage) => (_services, _storage) = (services, storage);

    public EmailIntake Emails => _services.GetRequiredService<EmailIntake>();

    public BatchIntake Batches => _services.GetRequiredService<BatchIntake>();

    public StatusStore Status => _services.GetRequiredService<StatusStore>();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<IntakeInstance> StartAsync(string storage, TimeProvider time, SandboxServer? provider = null, Action<IServiceCollection>? replace = null, IReadOnlyDictionary<string, string?>? more = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AzureWebJobsStorage"] = storage,
            ["Access:Keys:0:Key"] = "ed_test_not_a_secret_0123456789abcdefghijklmnopqrstuv",
            ["Providers:0:Name"] = "sandbox",
            ["Providers:0:Host"] = provider?.Host ?? "127.0.0.1",
            ["Providers:0:Port"] = (provider?.Port ?? 9).ToString(CultureInfo.InvariantCulture),
            ["Providers:0:Security"] = "None",
        }).AddInMemoryCollection(more).Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddLogging(logging => logging.AddProvider(new RecordedLog()));
        services.AddEmailDispatch(configuration);
        services.AddSingleton(time);
        replace?.Invoke(services);
        var instance = new IntakeInstance(services.BuildServiceProvider(), storage);
        foreach (var service in instance._services.GetServices<IHostedService>())
            await service.StartAsync(Cancellation);
        return instance;
    }

    /// <summary>Handles every waiting message as the trigger would.</summary>
    /// <returns>The ids in the messages.</returns>
    public async Task<IReadOnlyList<string>> DispatchAllAsync()
    {
        var ids = new List<string>();
        var queue = new QueueClient(_storage, DispatchQueue.QueueName);
        while ((await queue.ReceiveMessagesAsync(32, cancellationToken: Cancellation)).Value is { Length: > 0 } messages)
        {
            foreach (var received in messages)
            {
                var message = DispatchMessage.Parse(received.MessageText);
                ids.Add(message.Id);
                await _services.GetRequiredService<Dispatcher>().DispatchAsync(message, Cancellation);
                await queue.DeleteMessageAsync(received.MessageId, received.PopReceipt, Cancellation);
            }
        }

        return ids;
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
