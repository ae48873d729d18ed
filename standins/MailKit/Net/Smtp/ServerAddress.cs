using System.Net;
using System.Net.Sockets;
using MailKit.Security;

namespace MailKit.Net.Smtp;

/// <summary>Where a connection goes and how it is secured, once port 0 and <see cref="SecureSocketOptions.Auto"/> are decided.</summary>
internal sealed record ServerAddress(string Host, int Port, SecureSocketOptions Options)
{
    public Uri Uri { get; } = new(ToUri(Host, Port, Options));

    public bool ImplicitTls => Options == SecureSocketOptions.SslOnConnect;

    public bool StartTls => Options is SecureSocketOptions.StartTls or SecureSocketOptions.StartTlsWhenAvailable;

    public static ServerAddress Resolve(string host, int port, SecureSocketOptions options)
    {
        if (port == 0)
            port = options == SecureSocketOptions.SslOnConnect ? 465 : 25;

        if (options == SecureSocketOptions.Auto)
            options = port == 465 ? SecureSocketOptions.SslOnConnect : SecureSocketOptions.StartTlsWhenAvailable;

        return new ServerAddress(host, port, options);
    }

    private static string ToUri(string host, int port, SecureSocketOptions options)
    {
        if (IPAddress.TryParse(host, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6)
            host = $"[{host}]";

        return options switch
        {
            SecureSocketOptions.StartTlsWhenAvailable => $"smtp://{host}:{port}/?starttls=when-available",
            SecureSocketOptions.StartTls => $"smtp://{host}:{port}/?starttls=always",
            SecureSocketOptions.SslOnConnect => $"smtps://{host}:{port}",
            _ => $"smtp://{host}:{port}",
        };
    }
}
