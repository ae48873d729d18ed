namespace EmailDispatch.Simulation.Storage;

/// <summary>A request to a storage service; a planted fault may change it.</summary>
public sealed record StorageCall(string Method, Uri Address, byte[] Body, Func<string, string?> Header)
{
    private const string Account = "/sim/";

    /// <summary>The service: <c>table</c>, <c>queue</c> or <c>blob</c>.</summary>
    public string Service { get; } = Address.Host[..Address.Host.IndexOf('.', StringComparison.Ordinal)];

    /// <summary>The path without the account.</summary>
    public string Path { get; } = Uri.UnescapeDataString(Address.AbsolutePath)[(Address.AbsolutePath.StartsWith(Account, StringComparison.Ordinal) ? Account.Length : 1)..];

    public string Query => Address.Query;

    public string Text => System.Text.Encoding.UTF8.GetString(Body);

    public string? IfMatch { get; init; } = Header("If-Match");

    public bool IsQuery(string name, string value) => Query.Contains($"{name}={value}", StringComparison.Ordinal);

    public override string ToString() => $"{Service} {Method} {Path}";
}
