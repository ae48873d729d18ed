using EmailDispatch.Emails;

namespace EmailDispatch.Intake.Idempotency;

/// <summary>What asking for a key came to.</summary>
/// <param name="State">What it came to.</param>
/// <param name="Row">What is known of the key; null where it is free.</param>
internal sealed record Reservation(ReservationState State, IdempotencyRow? Row)
{
    /// <summary>The ids under which to accept, once granted: the reserved ones, which an earlier try may have used.</summary>
    public IReadOnlyList<EmailId> Ids => Row!.Ids;

    /// <summary>The first answer, where there is one.</summary>
    public byte[] Answer => Row!.Answer!;
}
