using System.Collections.Concurrent;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using EmailDispatch.EndToEnd.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace EmailDispatch.EndToEnd.Intake;

/// <summary>Cuts the connection to storage at a chosen request, before its execution or before the answer, for some requests or for good.</summary>
internal sealed class StorageCut(string storage) : HttpPipelinePolicy
{
    private readonly ConcurrentQueue<StorageRequest> _messages = new();
    private int _from;
    private int _to;
    private bool _reaches;
    private int _requests;

    /// <summary>The number of requests since the last <see cref="Arm"/>.</summary>
    public int Requests => _requests;

    /// <summary>Removes and returns the messages that storage added to queues, oldest first.</summary>
    public IReadOnlyList<StorageRequest> TakeMessages()
    {
        List<StorageRequest> taken = [];
        while (_messages.TryDequeue(out var message))
            taken.Add(message);
        return taken;
    }

    /// <param name="from">The first request to cut, from 1.</param>
    /// <param name="count">The number of requests to cut.</param>
    /// <param name="reaches">Whether storage executes them.</param>
    public void Arm(int from, int count, bool reaches) => (_from, _to, _reaches, _requests) = (from, count == int.MaxValue ? count : from + count, reaches, 0);

    public void Disarm() => (_from, _to) = (0, 0);

    /// <summary>Replaces the SDK clients with ones that use this policy.</summary>
    public void Replace(IServiceCollection services)
    {
        services.AddSingleton(new TableServiceClient(storage, With(new TableClientOptions())));
        services.AddSingleton(new BlobServiceClient(storage, With(new BlobClientOptions())));
        services.AddSingleton(new QueueServiceClient(storage, With(new QueueClientOptions())));
    }

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var number = Interlocked.Increment(ref _requests);
        var isCut = number >= _from && number < _to;
        if (isCut && !_reaches)
            throw new RequestFailedException("The connection was cut before the request.");

        var request = message.Request;
        using var body = new MemoryStream();
        if (request.Content is { } content && request.Uri.Path.EndsWith("/messages", StringComparison.Ordinal))
            await content.WriteToAsync(body, message.CancellationToken);
        await ProcessNextAsync(message, pipeline);
        if (body.Length > 0 && message.Response.Status == 201)
            _messages.Enqueue(new StorageRequest("POST", request.Uri.Path, request.Uri.Query, System.Text.Encoding.UTF8.GetString(body.ToArray())));
        if (isCut)
            throw new RequestFailedException("The connection was cut before the answer.");
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();

    private T With<T>(T options)
        where T : ClientOptions
    {
        (options.Retry.Delay, options.Retry.MaxDelay, options.Retry.MaxRetries) = (TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1), 1);
        options.AddPolicy(this, HttpPipelinePosition.PerRetry);
        return options;
    }
}
