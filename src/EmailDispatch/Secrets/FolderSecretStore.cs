namespace EmailDispatch.Secrets;

/// <summary>Secrets as files that only their owner can read, for development machines. Not encrypted: that key would be stored next to them.</summary>
public sealed class FolderSecretStore(string folder) : ISecretStore
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <inheritdoc/>
    public Task<string> ReadAsync(string name, CancellationToken cancellationToken) =>
        TryAsync(name, "read", () => File.ReadAllTextAsync(PathOf(name), cancellationToken));

    /// <inheritdoc/>
    public Task WriteAsync(string name, string value, CancellationToken cancellationToken) => TryAsync(name, "written", async () =>
    {
        Directory.CreateDirectory(folder);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        await using var writer = new StreamWriter(PathOf(name), options);
        await writer.WriteAsync(value.AsMemory(), cancellationToken);
        return value;
    });

    /// <inheritdoc/>
    public Task DeleteAsync(string name, CancellationToken cancellationToken) => TryAsync(name, "deleted", () =>
    {
        if (Directory.Exists(folder))
            File.Delete(PathOf(name));
        return Task.FromResult(name);
    });

    private string PathOf(string name) => Path.Combine(folder, $"{name}.pem");

    private static async Task<string> TryAsync(string name, string what, Func<Task<string>> act)
    {
        try
        {
            return await act();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CredentialException($"The secret '{name}' cannot be {what}.", fault);
        }
    }
}
