namespace EmailDispatch.Queueing;

/// <summary>What it takes to change a message that somebody has taken from the queue, good until it is hidden anew or taken again.</summary>
/// <param name="MessageId">The queue's id of the message.</param>
/// <param name="PopReceipt">The receipt of who took it.</param>
public sealed record QueueReceipt(string MessageId, string PopReceipt);
