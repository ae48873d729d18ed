using System.Net;
using System.Net.Sockets;
using System.Text;
using EmailDispatch.Emails;
using EmailDispatch.Intake;
using EmailDispatch.SmtpDoor;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Tests.SmtpDoor;

public sealed class ReplyWriterTests
{
    [Theory]
    [InlineData("554 Transaction failed", "451 4.3.0 The message could not be taken; try again", 0)]
    [InlineData("554 5.6.0 The message has a NUL", "554 5.6.0 The message has a NUL", 1)]
    [InlineData("452 4.5.3 A message may have 50 recipients, 2147483646 retry(ies) remaining.", "452 4.5.3 A message may have 50 recipients", 0)]
    public async Task Reply_of_the_library_is_rewritten(string written, string sent, int errors)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint, TestContext.Current.CancellationToken);
        await using var socket = new ClientSocket(await listener.AcceptSocketAsync(TestContext.Current.CancellationToken), TimeProvider.System);
        using var session = new DoorSession(new SmtpDoorOptions(), "door.test", 1_000, null, new RequestBudget(Options.Create(new EmailLimits())), TimeProvider.System, default);

        using var reader = new StreamReader(client.GetStream());

        await new ReplyWriter(session, socket).WriteAsync(Encoding.ASCII.GetBytes($"{written}\r\n"), TestContext.Current.CancellationToken);

        Assert.Equal((sent, errors), (await reader.ReadLineAsync(TestContext.Current.CancellationToken), session.Errors));
        client.Client.Shutdown(SocketShutdown.Send);
    }
}
