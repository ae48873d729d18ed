using EmailDispatch.Intake;

namespace EmailDispatch.Functions.Http;

/// <summary>The bytes that a request takes from the <see cref="RequestBudget"/> until its response.</summary>
internal sealed class BodyShare(RequestBudget? budget) : IDisposable
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
        if (wanted > _taken && budget?.TryTake(wanted - _taken, _taken) == false)
            throw new ServerBusyException();
        if (wanted < _taken)
            budget?.Return(_taken - wanted);
        _taken = wanted;
    }

    public void HoldMore(long bytes) => Hold(_held + bytes);

    public void Dispose() => Hold(0);
}

internal sealed class ServerBusyException() : Exception("Too many large requests at once; nothing was accepted. Try again.");
