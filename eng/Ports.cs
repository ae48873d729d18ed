using System.Net;
using System.Net.Sockets;

namespace EmailDispatch.Dev;

internal static class Ports
{
    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>All at once, because a port that is let go may be given out again.</summary>
    public static int[] Free(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        listeners.ForEach(listener => listener.Dispose());
        return ports;
    }

    /// <summary>Three in a row for Azurite; where none is asked for, its usual ones or else any.</summary>
    public static int[] ForStorage(int? wanted)
    {
        var first = wanted ?? 10000;
        int[] row = [first, first + 1, first + 2];
        if (row.All(IsFree))
            return row;
        return wanted is null
            ? Free(3)
            : throw new Refusal(
                $"Port {row.First(port => !IsFree(port))} is taken; Azurite needs three in a row: dotnet dev.cs up --storage-port {first + 1000}");
    }
}
