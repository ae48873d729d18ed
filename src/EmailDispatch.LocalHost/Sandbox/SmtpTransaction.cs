namespace EmailDispatch.LocalHost.Sandbox;

/// <summary>An envelope in the making, from MAIL to the final dot.</summary>
internal sealed class SmtpTransaction(string sender, IReadOnlyDictionary<string, string?> parameters)
{
    private readonly List<ReceivedRecipient> _recipients = [];

    public string Sender => sender;

    public IReadOnlyDictionary<string, string?> Parameters => parameters;

    public IReadOnlyList<ReceivedRecipient> Recipients => _recipients;

    public IReadOnlyList<string> Accepted { get; private set; } = [];

    public bool IsUtf8 => parameters.ContainsKey("SMTPUTF8");

    public void Add(ReceivedRecipient recipient)
    {
        _recipients.Add(recipient);
        if (recipient.IsAccepted)
            Accepted = [.. Accepted, recipient.Address];
    }
}
