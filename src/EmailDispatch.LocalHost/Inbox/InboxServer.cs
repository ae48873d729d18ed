namespace EmailDispatch.LocalHost.Inbox;

/// <summary>A sandbox server that runs.</summary>
internal sealed record InboxServer(string Name, string Host, int Port);
