using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>A provider of a scenario: its server, and settings other than name, address and order.</summary>
public sealed record ScriptedProvider(string Name)
{
    public SandboxServerOptions Options { get; init; } = new();

    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}
