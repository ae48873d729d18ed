using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>Lets something happen before a request to a table is sent, such as a fault in its place.</summary>
internal sealed class BeforeRequest : HttpPipelinePolicy
{
    /// <summary>What happens, given the method, the path and the body.</summary>
    public Func<string, string, string, Task> Act { get; set; } = (_, _, _) => Task.CompletedTask;

    public TableServiceClient TablesOf(Azurite azurite)
    {
        var options = new TableClientOptions();
        options.Retry.MaxRetries = 0;
        options.AddPolicy(this, HttpPipelinePosition.PerCall);
        return new TableServiceClient(azurite.ConnectionString, options);
    }

    /// <summary>Fails some requests as if nothing listened.</summary>
    public void Fail(Func<string, string, string, bool> which) => Act = (method, path, body) =>
        which(method, path, body) ? Task.FromException(new RequestFailedException("Connection refused")) : Task.CompletedTask;

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        using var body = new MemoryStream();
        if (message.Request.Content is { } content)
            await content.WriteToAsync(body, message.CancellationToken);
        await Act(message.Request.Method.Method, message.Request.Uri.Path, System.Text.Encoding.UTF8.GetString(body.ToArray()));
        await ProcessNextAsync(message, pipeline);
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => ProcessNext(message, pipeline);
}
