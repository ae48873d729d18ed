namespace EmailDispatch.EndToEnd.Samples;

/// <summary>A text/plain or text/html part that is not an attachment, decoded with its declared charset.</summary>
public sealed record ReceivedBody(string ContentType, string Text);
