using EmailDispatch.PersonalData;
using EmailDispatch.Suppressions;

namespace EmailDispatch.Functions.Api;

/// <summary>How far the erasure of an address has come. While <see cref="Pending"/> is not 0, or the tables were not read to the end, it goes on by itself.</summary>
/// <param name="ErasedAs">What stands in place of the address.</param>
/// <param name="Complete">Whether the address is nowhere any more.</param>
/// <param name="Emails">Emails in which it was replaced.</param>
/// <param name="Events">Logged events of webhooks in which it was replaced.</param>
/// <param name="Poison">Poison messages that were deleted.</param>
/// <param name="Pending">What has to wait: emails that have not ended, and what is being written.</param>
public sealed record ErasureView(string ErasedAs, bool Complete, int Emails, int Events, int Poison, int Pending)
{
    public string Object { get; } = "erasure";

    public static ErasureView Of(Erasure erasure) =>
        new(AddressHashes.Shown(erasure.Hash, erasure.Address), erasure.IsComplete, erasure.Emails, erasure.Events, erasure.Poison, erasure.Pending);
}
