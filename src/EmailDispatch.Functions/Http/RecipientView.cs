using EmailDispatch.Status;

namespace EmailDispatch.Functions.Http;

/// <summary>One recipient and what became of it.</summary>
public sealed record RecipientView(string Address, string Kind, string Status, string? Reply)
{
    /// <summary>As the row has it.</summary>
    public static RecipientView Of(Recipient recipient) =>
        new(recipient.Address, recipient.Kind.ToString().ToLowerInvariant(), recipient.Status.ToName(), recipient.Reply);
}
