namespace EmailDispatch.Tests.Infra;

/// <summary>What is checked before anything is created.</summary>
public sealed class RegionScriptTests : IDisposable
{
    private readonly ScriptRun _run = new();

    public RegionScriptTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The scripts are for a POSIX shell.");
        _run.Variables["AZURE_SUBSCRIPTION_ID"] = "the-subscription";
        _run.Variables["AZURE_LOCATION"] = "northeurope";
        _run.Variables["EMAIL_NETWORK_ISOLATION"] = "false";
        _run.Write("regions", "eastus\nnortheurope\n");
    }

    [Fact]
    public async Task Region_that_offers_the_plan_is_taken()
    {
        var code = await _run.RunAsync("check-region.sh", "");

        Assert.Equal((0, ""), (code, _run.Errors));
        Assert.EndsWith("--subscription the-subscription", Assert.Single(_run.Calls), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Region_that_does_not_is_refused_with_those_that_do()
    {
        _run.Variables["AZURE_LOCATION"] = "europe";

        var code = await _run.RunAsync("check-region.sh", "");

        Assert.Equal(1, code);
        Assert.Contains("eastus northeurope", _run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unchecked_region_is_reported_and_allowed()
    {
        _run.Delete("regions");

        var code = await _run.RunAsync("check-region.sh", "");

        Assert.Equal(0, code);
        Assert.Contains("Not checked", _run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("false", 0)]
    [InlineData("true", 1)]
    public async Task Resource_provider_is_registered_for_network_isolation(string isolation, int registrations)
    {
        _run.Variables["EMAIL_NETWORK_ISOLATION"] = isolation;

        await _run.RunAsync("check-region.sh", "");

        Assert.Equal(registrations, _run.Calls.Count(call => call.StartsWith("az provider register --namespace Microsoft.App --wait", StringComparison.Ordinal)));
    }

    [Fact]
    public void Check_runs_before_anything_is_created() =>
        Assert.Contains("preprovision:\n    posix:\n      shell: sh\n      run: infra/scripts/check-region.sh\n", InfraFiles.Read("azure.yaml"), StringComparison.Ordinal);

    public void Dispose() => _run.Dispose();
}
