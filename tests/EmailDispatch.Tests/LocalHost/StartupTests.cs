using System.Net;
using System.Net.Sockets;
using EmailDispatch.LocalHost.Runtime;
using EmailDispatch.LocalHost.Runtime.Settings;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Tests.LocalHost;

public sealed class StartupTests
{
    [Fact]
    public async Task Port_that_is_taken_is_explained_in_one_line()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var address = $"http://{taken.LocalEndpoint}";

        var fault = await Assert.ThrowsAsync<IOException>(() => RunningHost.StartAsync([], settings: $"--urls={address}"));

        var line = HostRunner.Explain(fault);
        Assert.Contains(address, line, StringComparison.Ordinal);
        Assert.Contains("--urls", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line!);
    }

    [Fact]
    public async Task Storage_that_cannot_be_reached_is_explained_in_one_line()
    {
        var port = FreePort();
        var storage = $"DefaultEndpointsProtocol=http;AccountName=a;AccountKey=AAAA;QueueEndpoint=http://127.0.0.1:{port}/a;";

        var fault = await Assert.ThrowsAsync<StartupFault>(
            () => RunningHost.StartAsync([typeof(Sends)], settings: $"--AzureWebJobsStorage={storage}"));

        var line = HostRunner.Explain(fault);
        Assert.Contains($"http://127.0.0.1:{port}/a/emails", line, StringComparison.Ordinal);
        Assert.Contains("AzureWebJobsStorage", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line!);
    }

    [Theory]
    [InlineData("--LocalHost:MessageLock=00:00:00", "MessageLock")]
    [InlineData("--LocalHost:DrainTimeout=-00:00:01", "DrainTimeout")]
    public async Task Invalid_option_is_explained_by_its_name(string setting, string name)
    {
        var fault = await Assert.ThrowsAnyAsync<Exception>(() => RunningHost.StartAsync([], settings: setting));

        Assert.Contains(name, HostRunner.Explain(fault), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_unforeseen_is_not_explained_away() =>
        Assert.Null(HostRunner.Explain(new InvalidOperationException("a defect")));

    [Fact]
    public async Task Fault_ends_with_exit_code_1() =>
        Assert.Equal(1, await HostRunner.RunAsync(() => throw new StartupFault("on purpose.")));

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private sealed class Sends
    {
        [Function("Send")]
        public void Run([QueueTrigger("emails")] string message)
        {
        }
    }
}
