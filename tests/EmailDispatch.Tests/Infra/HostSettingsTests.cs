using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using EmailDispatch.Dispatch;

namespace EmailDispatch.Tests.Infra;

/// <summary>host.json goes together with what docs/deployment.md says and with the times of the code.</summary>
public sealed class HostSettingsTests
{
    // How long the queue trigger hides a message that is being worked on, and the default time limit of a function on Flex Consumption.
    private static readonly TimeSpan Hidden = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan DefaultFunctionTimeout = TimeSpan.FromMinutes(30);

    private static readonly JsonElement Host = JsonDocument.Parse(InfraFiles.Read("host.json")).RootElement;

    [Fact]
    public void Queue_settings_match_the_document()
    {
        var section = InfraFiles.Read("docs/deployment.md").Split("\n## Queue settings\n")[1].Split("\n## ")[0].Split('\n');
        var settings = Host.GetProperty("extensions").GetProperty("queues").EnumerateObject().ToList();

        Assert.All(settings, setting => Assert.Single(section, line => line.StartsWith($"| `{setting.Name}` | `{setting.Value}` |", StringComparison.Ordinal)));
        Assert.Equal(settings.Count, section.Count(line => line.StartsWith("| `", StringComparison.Ordinal)));
    }

    [Fact]
    public void Longest_attempt_ends_before_its_message_reappears_and_before_the_function_is_stopped()
    {
        var range = typeof(DispatchOptions).GetProperty(nameof(DispatchOptions.Lease))!.GetCustomAttribute<RangeAttribute>()!;
        var longest = TimeSpan.Parse((string)range.Maximum, CultureInfo.InvariantCulture);

        var timeout = Host.TryGetProperty("functionTimeout", out var set) ? TimeSpan.Parse(set.GetString()!, CultureInfo.InvariantCulture) : DefaultFunctionTimeout;

        Assert.True(longest < Hidden);
        Assert.True(longest < timeout);
    }

    [Fact]
    public void Logs_that_the_alerts_read_are_neither_filtered_nor_sampled()
    {
        var levels = Host.GetProperty("logging").GetProperty("logLevel");

        // The worker sends them itself then; its own tests see to the sampling.
        Assert.Equal("OpenTelemetry", Host.GetProperty("telemetryMode").GetString());
        Assert.Equal("Information", levels.GetProperty("EmailDispatch").GetString());
    }

    /// <summary>With Information as the default each request of the host to storage is a line: some 300 a minute without a single email.</summary>
    [Fact]
    public void Requests_of_the_host_to_storage_are_not_logged()
    {
        var levels = Host.GetProperty("logging").GetProperty("logLevel");

        Assert.Equal("Warning", levels.GetProperty("default").GetString());
        Assert.Equal("Error", levels.GetProperty("Azure.Core").GetString());
    }
}
