namespace EmailDispatch.Intake;

/// <summary>The bytes that a request takes from the <see cref="RequestBudget"/> until it is disposed.</summary>
/// <param name="budget">Where they are taken from; null for no limit.</param>
/// <param name="otherwise">The most that the same request holds in another share.</param>
public sealed class RequestShare(RequestBudget? budget, long otherwise = 0) : IDisposable
{
    public const int Free = 64 * 1024;

    private long _held;
    private long _taken;

    /// <summary>Sets the number of bytes held.</summary>
    /// <exception cref="ServerBusyException">The budget is used up.</exception>
    public void Hold(long bytes)
    {
        _held = bytes;
        var wanted = Math.Max(0, _held - Free);
        if (wanted > _taken && budget?.TryTake(wanted - _taken, _taken + otherwise) == false)
            throw new ServerBusyException();
        if (wanted < _taken)
            budget?.Return(_taken - wanted);
        _taken = wanted;
    }

    public void HoldMore(long bytes) => Hold(_held + bytes);

    /// <inheritdoc/>
    public void Dispose() => Hold(0);
}
