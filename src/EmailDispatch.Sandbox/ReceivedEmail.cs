using System.Security.Authentication;
using System.Text;

namespace EmailDispatch.Sandbox;

/// <summary>An email that a sandbox server accepted.</summary>
public sealed record ReceivedEmail
{
    /// <summary>Increases within its inbox; also in the text of the 250 reply.</summary>
    public required long Number { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public required string Server { get; init; }

    /// <summary>The number of the connection on that server, from 1.</summary>
    public required int Session { get; init; }

    /// <summary>The name in EHLO.</summary>
    public required string ClientName { get; init; }

    /// <summary>The reverse-path; "" is the null reverse-path.</summary>
    public required string Sender { get; init; }

    /// <summary>The ESMTP parameters of MAIL; names in upper case.</summary>
    public required IReadOnlyDictionary<string, string?> Parameters { get; init; }

    /// <summary>Every RCPT in order, including refused ones.</summary>
    public required IReadOnlyList<ReceivedRecipient> Recipients { get; init; }

    /// <summary>The message, byte for byte except that dots are unstuffed.</summary>
    public required ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>Null if the connection was not encrypted.</summary>
    public SslProtocols? Tls { get; init; }

    public string? AuthMechanism { get; init; }

    public string? AuthUser { get; init; }

    /// <summary>The reply to the final dot; <see cref="SandboxReply.Drop"/> if the client got none.</summary>
    public required SandboxReply Reply { get; init; }

    /// <summary>Whether the email was accepted but the client got no reply.</summary>
    public bool IsUnanswered => Reply == SandboxReply.Drop;

    public IEnumerable<string> AcceptedRecipients => Recipients.Where(recipient => recipient.IsAccepted).Select(recipient => recipient.Address);

    /// <summary>The message as UTF-8; invalid bytes become U+FFFD.</summary>
    public string ContentText => Encoding.UTF8.GetString(Content.Span);
}

/// <summary>One RCPT of an envelope: the forward-path, the ESMTP parameters (names in upper case), and the reply.</summary>
public sealed record ReceivedRecipient(string Address, IReadOnlyDictionary<string, string?> Parameters, SandboxReply Reply)
{
    public bool IsAccepted => Reply.Code is >= 200 and < 300;
}
