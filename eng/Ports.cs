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

    /// <summary>Reserves all ports at once, because a released port can be assigned again.</summary>
    public static int[] Free(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        listeners.ForEach(listener => listener.Dispose());
        return ports;
    }

    /// <summary>Returns three ports for Azurite: the requested consecutive ones, or by default 10000 to 10002 if free, or else any.</summary>
    public static int[] ForStorage(int? wanted)
    {
        var first = wanted ?? 10000;
        int[] row = [first, first + 1, first + 2];
        if (row.All(IsFree))
            return row;
        return wanted is null
            ? Free(3)
            : throw new Refusal(
                $"Port {row.First(port => !IsFree(port))} is in use; Azurite needs three consecutive ports: dotnet dev.cs up --storage-port {first + 1000}");
    }
}
