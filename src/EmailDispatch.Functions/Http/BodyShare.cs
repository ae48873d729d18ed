using EmailDispatch.Intake;

namespace EmailDispatch.Functions.Http;

/// <summary>What one request has taken of the <see cref="RequestBudget"/>, until it is answered.</summary>
internal sealed class BodyShare(RequestBudget? budget) : IDisposable
{
    /// <summary>Bytes of a request that are not counted.</summary>
    public const int Free = 64 * 1024;

    private long _held;
    private long _taken;

    /// <summary>Tells how many bytes are held now.</summary>
    /// <exception cref="ServerBusyException">There is no room for them.</exception>
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

    /// <summary>Tells that so many bytes more are held.</summary>
    public void HoldMore(long bytes) => Hold(_held + bytes);

    public void Dispose() => Hold(0);
}

/// <summary>The instance holds as many bytes of requests as it may; the request can be repeated.</summary>
internal sealed class ServerBusyException() : Exception("Too many large requests are being read at the moment; nothing was accepted. Try again.");
