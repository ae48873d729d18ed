namespace EmailDispatch.Emails;

/// <summary>The result of reading an email: the email, or all errors in the order of the body.</summary>
public sealed record EmailReadResult(Email? Email, IReadOnlyList<FieldError> Errors, EmailFault Fault)
{
    /// <summary>The approximate size of the composed message in bytes.</summary>
    public long Size { get; init; }

    /// <summary>The message to be sent as it is, if that is given; it is not read yet.</summary>
    public RawSubmission? Raw { get; init; }

    /// <summary>What it asks of a template, if that is not rendered yet; there is no email then.</summary>
    public TemplateRequest? Template { get; init; }

    /// <summary>The addresses in From and Sender of such a message besides the author.</summary>
    public IReadOnlyList<EmailAddress> OtherSenders { get; init; } = [];

    /// <summary>The idempotency key in such a message; null if it has none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Whether the sender asks only what would become of it, so that it must not be sent.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>The attachments that are to be sent as links; the email is without them. Each has its place in the request, from 0.</summary>
    public IReadOnlyList<(int Index, Attachment File)> Linked { get; init; } = [];

    /// <summary>Advice on what will hurt delivery.</summary>
    public IReadOnlyList<Advice> Advice { get; init; } = [];

    internal static EmailReadResult Of(Email email, EmailLimits limits)
    {
        var size = MessageSize.Estimate(email);
        return MessageSize.FindFault(email, size, limits) is { } tooLarge ? Of(EmailFault.TooLarge, tooLarge) : new(email, [], EmailFault.None) { Size = size };
    }

    internal static EmailReadResult Of(EmailFault fault, params IReadOnlyList<FieldError> errors) => new(null, errors, fault);
}
