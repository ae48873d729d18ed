namespace EmailDispatch.EndToEnd.Hosting;

/// <summary>A request to storage.</summary>
public sealed record StorageRequest(string Method, string Path, string Query, string Body);
