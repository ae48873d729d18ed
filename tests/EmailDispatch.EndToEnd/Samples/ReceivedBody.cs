namespace EmailDispatch.EndToEnd.Samples;

/// <summary>A text/plain or text/html part that is no attachment, decoded by its declared charset.</summary>
public sealed record ReceivedBody(string ContentType, string Text);
