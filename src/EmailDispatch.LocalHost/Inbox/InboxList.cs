namespace EmailDispatch.LocalHost.Inbox;

/// <summary>What <c>GET /inbox/messages</c> answers.</summary>
/// <param name="Inbox">Changes when the host was started anew; numbers of another inbox mean nothing.</param>
/// <param name="Count">How many emails there are.</param>
/// <param name="Oldest">The number of the oldest one; null where there is none.</param>
/// <param name="Servers">Where emails can be sent to.</param>
/// <param name="Messages">Newest first, those after the number asked for.</param>
internal sealed record InboxList(
    string Inbox, int Count, long? Oldest, IReadOnlyList<InboxServer> Servers, IReadOnlyList<InboxMessage> Messages);
