using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Azure.Storage.Queues;
using EmailDispatch.Access;
using EmailDispatch.Functions.Api;
using EmailDispatch.Queueing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace EmailDispatch.EndToEnd.Operations;

/// <summary>Health checks answer before a load balancer times out, whichever part of storage is unreachable and however.</summary>
public sealed class UnreachableStorageTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("queue", false)]
    [InlineData("table", false)]
    [InlineData("table", true)]
    public async Task Storage_that_takes_requests_and_never_answers_is_told_in_time(string service, bool isOperator)
    {
        using var silent = Listen();

        var (status, body, took) = await AskAsync(service, PortOf(silent), isOperator);

        Assert.Equal((503, """{"status":"unavailable"}"""), (status, body));
        Assert.InRange(took, TimeSpan.Zero, Patience);
    }

    [Fact]
    public async Task Storage_that_refuses_connections_is_told_in_time()
    {
        using var gone = Listen();
        var port = PortOf(gone);
        gone.Dispose();

        var (status, body, took) = await AskAsync("table", port, isOperator: false);

        Assert.Equal((503, """{"status":"unavailable"}"""), (status, body));
        Assert.InRange(took, TimeSpan.Zero, Patience);
    }

    private async Task<(int Status, string Body, TimeSpan Took)> AskAsync(string service, int port, bool isOperator)
    {
        await new QueueClient(azurite.ConnectionString, DispatchQueue.QueueName).CreateIfNotExistsAsync(cancellationToken: Cancellation);
        var ports = azurite.Ports;
        var connection = azurite.ConnectionString.Replace($":{(service == "queue" ? ports.Queue : ports.Table)}/", $":{port}/", StringComparison.Ordinal);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            [new("AzureWebJobsStorage", connection), new("Providers:0:Name", "none"), new("Providers:0:Host", "127.0.0.1"), new("Providers:0:Port", "9"), new("Providers:0:Security", "None")]).Build();
        await using var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration).AddEmailDispatch(configuration).BuildServiceProvider();
        using var answer = new MemoryStream();
        var http = new DefaultHttpContext { RequestServices = services, Response = { Body = answer } };
        if (isOperator)
            http.Features.Set(new ApiKey { Id = "settings:0", Name = "operator", Tenant = ApiKey.DefaultTenant });
        var watch = Stopwatch.StartNew();

        var result = await ActivatorUtilities.CreateInstance<HealthFunction>(services).GetAsync(http.Request, Cancellation).WaitAsync(Patience * 2, Cancellation);

        await result.ExecuteAsync(http);
        return (http.Response.StatusCode, Encoding.UTF8.GetString(answer.ToArray()), watch.Elapsed);
    }

    // The system accepts the connections, but nobody reads from them.
    private static Socket Listen()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen();
        return socket;
    }

    private static int PortOf(Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port;
}
