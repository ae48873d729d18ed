namespace EmailDispatch.Emails;

/// <summary>What an email gets that does not say so itself. Tags and headers count one by one, by their names.</summary>
public sealed record EmailDefaults
{
    public EmailAddress? From { get; init; }

    public IReadOnlyList<EmailAddress> ReplyTo { get; init; } = [];

    public IReadOnlyList<Tag> Tags { get; init; } = [];

    public IReadOnlyList<EmailHeader> Headers { get; init; } = [];

    /// <summary>Returns the defaults with those of another rule where there are none.</summary>
    public EmailDefaults Over(EmailDefaults other) => new()
    {
        From = From ?? other.From,
        ReplyTo = ReplyTo.Count > 0 ? ReplyTo : other.ReplyTo,
        Tags = AddTo(Tags, other.Tags),
        Headers = AddTo(Headers, other.Headers),
    };

    internal static IReadOnlyList<Tag> AddTo(IReadOnlyList<Tag> own, IReadOnlyList<Tag> more) => [.. own, .. more.Where(tag => own.All(o => o.Name != tag.Name))];

    internal static IReadOnlyList<EmailHeader> AddTo(IReadOnlyList<EmailHeader> own, IReadOnlyList<EmailHeader> more) =>
        [.. own, .. more.Where(header => own.All(o => !o.Name.Equals(header.Name, StringComparison.OrdinalIgnoreCase)))];
}
