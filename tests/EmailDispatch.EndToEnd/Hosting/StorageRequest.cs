namespace EmailDispatch.EndToEnd.Hosting;

public sealed record StorageRequest(string Method, string Path, string Query, string Body);
