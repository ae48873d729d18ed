namespace EmailDispatch.EndToEnd.Samples;

/// <summary>A message as it came over the wire, dot-stuffing undone and nothing else.</summary>
public sealed record ReceivedMessage(ReceivedEnvelope Envelope, byte[] Raw)
{
    public bool WasSentTo(Mailbox recipient) =>
        Envelope.Recipients.Any(address => Mailbox.Normalise(address) == recipient.Address);
}
