namespace EmailDispatch.LocalHost.Sandbox;

/// <summary>One RCPT of an envelope.</summary>
/// <param name="Address">The forward-path.</param>
/// <param name="Parameters">The ESMTP parameters, names in upper case.</param>
/// <param name="Reply">What RCPT was answered.</param>
public sealed record ReceivedRecipient(string Address, IReadOnlyDictionary<string, string?> Parameters, SmtpReply Reply)
{
    public bool IsAccepted => Reply.Code is >= 200 and < 300;
}
