namespace EmailDispatch.EndToEnd.Samples;

/// <summary>A message as received, with only dot-stuffing removed.</summary>
public sealed record ReceivedMessage(ReceivedEnvelope Envelope, byte[] Raw)
{
    public bool WasSentTo(Mailbox recipient) =>
        Envelope.Recipients.Any(address => Mailbox.Normalise(address) == recipient.Address);
}
