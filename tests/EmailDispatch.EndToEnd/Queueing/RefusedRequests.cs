using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace EmailDispatch.EndToEnd.Queueing;

/// <summary>Storage that refuses every request, as if the app's access were revoked.</summary>
internal sealed class RefusedRequests : HttpPipelinePolicy
{
    public static T In<T>(T options)
        where T : ClientOptions
    {
        options.AddPolicy(new RefusedRequests(), HttpPipelinePosition.PerCall);
        return options;
    }

    public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new RequestFailedException(403, "AuthorizationFailure");

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new RequestFailedException(403, "AuthorizationFailure");
}
