using System.Collections.Concurrent;
using EmailDispatch.Providers.State;
using EmailDispatch.Storage;

namespace EmailDispatch.Operations.Problems;

/// <summary>Reads the parts of an overview, and notes those that could not be read.</summary>
/// <param name="patience">Ends when a part has taken too long.</param>
/// <param name="request">Ends with the request.</param>
internal sealed class OverviewParts(CancellationToken patience, CancellationToken request)
{
    private readonly ConcurrentQueue<UnreadPart> _unread = [];

    public IReadOnlyList<UnreadPart> Unread => [.. _unread.OrderBy(unread => unread.Part, StringComparer.Ordinal)];

    /// <param name="part">Its name, for operators.</param>
    /// <param name="denied">Why the key may not see it; null if it may.</param>
    /// <param name="read">Reads it.</param>
    /// <returns>The default value if it was not read.</returns>
    public async Task<T?> TryAsync<T>(string part, string? denied, Func<CancellationToken, Task<T>> read)
    {
        if (denied is null)
        {
            try
            {
                return await read(patience);
            }
            catch (Exception fault) when ((StorageFaults.IsAny(fault) || fault is ProviderStateUnavailableException) && !request.IsCancellationRequested)
            {
                denied = "storage did not answer";
            }
        }

        _unread.Enqueue(new UnreadPart(part, denied));
        return default;
    }
}
