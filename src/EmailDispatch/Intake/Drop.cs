using EmailDispatch.Emails;

namespace EmailDispatch.Intake;

/// <summary>What another service put on the submissions queue: an email, and what HTTP has elsewhere than in the body.</summary>
/// <param name="Json">The email alone, as HTTP would have it in the body; UTF-8.</param>
/// <param name="Errors">What is wrong with the rest.</param>
internal sealed record Drop(ReadOnlyMemory<byte> Json, IReadOnlyList<FieldError> Errors)
{
    /// <summary>The tenant of a drop that names none.</summary>
    public const string DefaultTenant = "default";

    /// <summary>The id its sender gave it; null where none was given, or none that can be used.</summary>
    public EmailId? Id { get; init; }

    /// <summary>A UUID of another version that its sender gave it; null where there is none.</summary>
    public Guid? GivenId { get; init; }

    /// <summary>Whose email it is.</summary>
    public string Tenant { get; init; } = DefaultTenant;

    /// <summary>Whether it only names a drop in the payload store: one that had to wait and was too large to be given its id.</summary>
    public bool IsReference { get; init; }

    /// <summary>What makes this drop and its repetitions one.</summary>
    public string? IdempotencyKey { get; init; }
}
