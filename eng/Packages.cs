using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace EmailDispatch.Dev;

/// <summary>Which packages the feed has; the answer is kept in a file that Directory.Build.props imports.</summary>
internal static class Packages
{
    private const string Answer = ".packages.props";
    private static readonly string[] Absent = ["NU1101", "NU1102", "NU1103"];

    public static async Task ChooseAsync(string? wish, CancellationToken cancellationToken)
    {
        var versions = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync("Directory.Packages.props", cancellationToken)));
        if (wish is null && HoldsFor(versions))
            return;

        var partial = wish switch
        {
            "real" => false,
            "standins" => true,
            "auto" or null => !await FeedHasAllAsync(cancellationToken),
            _ => throw new Refusal($"--packages is auto, real or standins, not '{wish}'."),
        };
        var properties = new XElement("PropertyGroup", new XElement("PartialFeed", partial));
        if (wish is null or "auto")
            properties.SetAttributeValue("Label", versions);
        await File.WriteAllTextAsync(Answer, new XElement("Project", properties) + "\n", cancellationToken);
        Console.WriteLine(partial ? "Packages: stand-ins for those that this feed lacks." : "Packages: the real ones, all of them.");
    }

    // An answer that was found holds until the versions change; one without a label was asked for, and holds.
    private static bool HoldsFor(string versions)
    {
        if (!File.Exists(Answer))
            return false;
        var label = (string?)XDocument.Load(Answer).Root!.Element("PropertyGroup")?.Attribute("Label");
        return label is null || label == versions;
    }

    private static async Task<bool> FeedHasAllAsync(CancellationToken cancellationToken)
    {
        string[] asIfComplete = ["-p:PartialFeed=false", "-p:StandIns=false", "--nologo", "-v", "q"];
        var output = new StringBuilder();
        if (await Tool.RunAsync("dotnet", ["restore", "src/EmailDispatch.LocalHost", .. asIfComplete], cancellationToken, into: output) == 0)
            return true;

        var errors = output.ToString().Split('\n');
        if (errors.FirstOrDefault(line => line.Contains("NU1301", StringComparison.Ordinal)) is { } unreachable)
            throw new Refusal($"The package feed cannot be reached: {unreachable[unreachable.IndexOf("NU1301", StringComparison.Ordinal)..].Split(" [")[0]}");
        if (errors.Any(line => Absent.Any(code => line.Contains(code, StringComparison.Ordinal))))
            return false;
        throw new Refusal($"{output}The packages cannot be restored.");
    }
}
