using EmailDispatch.Queueing;

namespace EmailDispatch.Dispatch;

/// <summary>The id of a claim: <c>{instance}|{nonce}|{message id}|{pop receipt}</c>. A claim without an instance has only a nonce.</summary>
internal sealed record ClaimId(string Instance, string Nonce, QueueReceipt? Receipt)
{
    public static ClaimId? TryParse(string? text) => text?.Split('|') switch
    {
        [var instance, var nonce, var message, var receipt] => new ClaimId(instance, nonce, new QueueReceipt(message, receipt)),
        [var instance, var nonce] => new ClaimId(instance, nonce, Receipt: null),
        _ => null,
    };

    public override string ToString() => Receipt is null ? $"{Instance}|{Nonce}" : $"{Instance}|{Nonce}|{Receipt.MessageId}|{Receipt.PopReceipt}";
}
