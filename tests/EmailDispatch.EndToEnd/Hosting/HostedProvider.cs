namespace EmailDispatch.EndToEnd.Hosting;

/// <summary>One entry of the settings <c>Providers:N</c>. Loopback allows the security <c>None</c>.</summary>
public sealed record HostedProvider(string Name, string Host, int Port, int Priority = 1, string Security = "None");
