namespace EmailDispatch.Storage;

/// <summary>A table, a queue or a container that the library keeps something in. The host creates each when it starts.</summary>
public interface IStoragePlace
{
    /// <summary>Creates it where it does not exist.</summary>
    Task CreateIfNotExistsAsync(CancellationToken cancellationToken);
}
