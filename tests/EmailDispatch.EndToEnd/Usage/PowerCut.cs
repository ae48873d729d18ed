using Azure.Core;
using Azure.Core.Pipeline;

namespace EmailDispatch.EndToEnd.Usage;

/// <summary>Counts the requests of one instance and blocks all of them once its power is cut: before a request, or with its answer lost.</summary>
internal sealed class PowerCut : HttpPipelinePolicy
{
    private int _count;
    private int _last = int.MaxValue;
    private bool _losesAnswer;

    public int Count => _count;

    /// <summary>Cuts the power at a request, counted from now: the next one is 1.</summary>
    public void At(int request, bool losesAnswer) => (_last, _losesAnswer) = (_count + request, losesAnswer);

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var number = Interlocked.Increment(ref _count);
        if (number > _last || (number == _last && !_losesAnswer))
            throw new PowerCutException();

        await ProcessNextAsync(message, pipeline);
        if (number == _last)
            throw new PowerCutException();
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();
}
