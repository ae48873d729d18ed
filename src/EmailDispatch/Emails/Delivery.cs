namespace EmailDispatch.Emails;

/// <summary>
/// What to do when a provider may or may not have taken a message: the connection broke after the final dot, or the process died while
/// sending. SMTP has no way to ask (RFC 5321 section 4.5.3.2.6).
/// </summary>
public enum Delivery
{
    /// <summary>Send again, with the same Message-ID: the recipient may have it twice.</summary>
    AtLeastOnce,

    /// <summary>Never again: the recipient may not have it, and its status is <c>unknown</c>.</summary>
    AtMostOnce,
}
