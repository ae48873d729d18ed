using System.Threading.Channels;
using EmailDispatch.Secrets;

namespace EmailDispatch.Tests.Providers.Credentials;

/// <summary>A vault that looks at the secret when it is asked, and answers when it is let.</summary>
internal sealed class HeldSecret(string value) : ISecretSource
{
    private readonly Channel<bool> _answers = Channel.CreateUnbounded<bool>();
    private readonly Channel<bool> _began = Channel.CreateUnbounded<bool>();

    public string Value { get; set; } = value;

    /// <summary>Ends once for each reading that began.</summary>
    public Task Began => _began.Reader.ReadAsync().AsTask();

    public void Release() => _answers.Writer.TryWrite(true);

    public async Task<string> ReadAsync(string name, CancellationToken cancellationToken)
    {
        var seen = Value;
        _began.Writer.TryWrite(true);
        await _answers.Reader.ReadAsync(cancellationToken);
        return seen;
    }
}
