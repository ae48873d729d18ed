using System.ComponentModel.DataAnnotations;
using System.Net;
using EmailDispatch.Providers;

namespace EmailDispatch.Events.Mailbox;

/// <summary>The IMAP mailbox to which servers return emails. Bound from the section <c>BounceMailbox</c>.</summary>
public sealed class BounceMailboxOptions : IValidatableObject
{
    /// <summary>Host name of the IMAP server. Default: none, and no mailbox is read.</summary>
    public string Host { get; set; } = "";

    /// <summary>Default 993.</summary>
    [Range(1, 65535)]
    public int Port { get; set; } = 993;

    /// <summary>
    /// Default <see cref="ProviderSecurity.SslOnConnect"/>. <see cref="ProviderSecurity.None"/> is allowed only on the loopback interface.
    /// </summary>
    public ProviderSecurity Security { get; set; } = ProviderSecurity.SslOnConnect;

    public string User { get; set; } = "";

    /// <summary>Name of the secret with the password or an OAuth 2.0 client, as for providers.</summary>
    public string Secret { get; set; } = "";

    /// <summary>The folder to read. Default <c>INBOX</c>.</summary>
    public string Folder { get; set; } = "INBOX";

    /// <summary>The folder for processed messages, created if missing. Default <c>Processed</c>.</summary>
    public string Processed { get; set; } = "Processed";

    /// <summary>The maximum number of messages per run. Default 100.</summary>
    [Range(1, 1000)]
    public int MaxMessages { get; set; } = 100;

    internal bool IsSet => Host.Length > 0;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IsSet)
        {
            if (User.Length > 0 || Secret.Length > 0)
                yield return new ValidationResult("Host: is needed with BounceMailbox__User and BounceMailbox__Secret.");
            yield break;
        }

        if (Uri.CheckHostName(Host) == UriHostNameType.Unknown)
            yield return new ValidationResult($"Host: '{Host}' is not a host name.");
        if (User.Length == 0)
            yield return new ValidationResult("User: is needed with BounceMailbox__Host.");
        if (Secret.Length == 0)
            yield return new ValidationResult("Secret: is needed with BounceMailbox__Host.");
        if (Secret.Length > 127 || !Secret.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
            yield return new ValidationResult("Secret: must be the name of a secret, not the secret itself: at most 127 letters, digits and hyphens.");
        if (Security == ProviderSecurity.None && !(Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address))))
            yield return new ValidationResult("Security: None is allowed on the loopback interface only.");
        if (Folder.Length == 0 || Processed.Length == 0 || Folder.Equals(Processed, StringComparison.OrdinalIgnoreCase))
            yield return new ValidationResult("Processed: must be a folder other than BounceMailbox__Folder, and neither may be empty.");
    }
}
