using EmailDispatch.Worker.Host;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Worker;

/// <summary>How the worker takes its settings.</summary>
public sealed class SettingTests
{
    [Fact]
    public async Task Faults_of_all_settings_are_told_at_once_one_a_line()
    {
        var settings = new Dictionary<string, string>
        {
            ["Providers__0__Name"] = "only",
            ["Providers__0__Port"] = "99999",
            ["Access__Keys__0__Key"] = "short",
            ["Access__ClientAddressHeader"] = "X-Forwarded-For",
            ["Dispatch__Lease"] = "00:00:00",
            ["Dispatch__MaxAge"] = "24h",
            ["KeyVault__Uri"] = "no address",
            ["Logging__LogLevel__EmailDispatch"] = "Debg",
        };

        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => MinimalHost.StartAsync(settings, TestContext.Current.CancellationToken));

        var lines = fault.Message.Split('\n');
        string[] expected = ["Providers__0__Port", "Access__Keys__0__Key", "Access__ClientAddressHeader", "Dispatch__Lease", "Dispatch__MaxAge", "AzureWebJobsStorage", "KeyVault__Uri", "Logging__LogLevel__EmailDispatch"];
        Assert.All(expected, setting => Assert.Contains(lines, line => line.Contains(setting, StringComparison.Ordinal) && expected.Count(line.Contains) == 1));
        Assert.DoesNotContain(lines, line => line.TrimStart().StartsWith("at EmailDispatch.", StringComparison.Ordinal) || line.Contains(nameof(OptionsValidationException), StringComparison.Ordinal));
    }
}
