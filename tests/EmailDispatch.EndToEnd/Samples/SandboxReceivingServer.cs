using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.Samples;

/// <summary>The sandbox server of the local host.</summary>
internal sealed class SandboxReceivingServer(SandboxServer server) : IReceivingServer
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    public string Host => server.Host;

    public int Port => server.Port;

    public async Task<ReceivedMessage> WaitForMessageAsync(Predicate<ReceivedMessage> isMeant, CancellationToken cancellationToken) =>
        Read(await server.Inbox.WaitForAsync(email => isMeant(Read(email)), Deadline, cancellationToken));

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private static ReceivedMessage Read(global::EmailDispatch.Sandbox.ReceivedEmail email) => new(
        new ReceivedEnvelope(
            email.Sender,
            [.. email.AcceptedRecipients],
            email.Parameters.TryGetValue("BODY", out var body) && body == "8BITMIME",
            email.Parameters.ContainsKey("SMTPUTF8"),
            []),
        email.Content.ToArray());
}
