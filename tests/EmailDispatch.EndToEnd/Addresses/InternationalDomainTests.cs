using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using EmailDispatch.Emails;
using EmailDispatch.EndToEnd.Samples;

namespace EmailDispatch.EndToEnd.Addresses;

/// <summary>Compares domains beyond ASCII with an independent implementation of UTS 46.</summary>
public sealed class InternationalDomainTests
{
    private static readonly int Cases = TestSize.Of("IDN_CASES", 500);

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    [Fact]
    public async Task Random_domains_are_read_as_another_implementation_reads_them()
    {
        var cases = await ReadCasesAsync();

        var differences = cases
            .Select(one => (one.Domain, one.Ascii, Own: EmailAddressParser.TryParse($"a@{one.Domain}", out var address, out _) ? address.Domain : null))
            .Where(one => !string.Equals(one.Own, one.Ascii, StringComparison.OrdinalIgnoreCase))
            .Select(one => $"{one.Domain}: {one.Own ?? "refused"} instead of {one.Ascii ?? "refused"}");

        Assert.Empty(differences);
        Assert.InRange(cases.Count(one => one.Ascii is not null), Cases / 3, Cases - 1);
    }

    private static async Task<List<Case>> ReadCasesAsync()
    {
        await NodePackages.InstalledAsync();
        var start = new ProcessStartInfo("node", [Path.Combine(NodePackages.Folder, "Addresses", "idn.mjs"), Cases.ToString(CultureInfo.InvariantCulture), "20261126"]) { RedirectStandardOutput = true };
        using var node = Process.Start(start)!;
        var json = await node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, node.ExitCode);
        return JsonSerializer.Deserialize<List<Case>>(json, Options)!;
    }

    private sealed record Case(string Domain, string? Ascii);
}
