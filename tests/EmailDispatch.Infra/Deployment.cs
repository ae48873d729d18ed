using System.Text.Json;

namespace EmailDispatch.Infra;

/// <summary>The resources that a deployment would make, as the compiler works them out without Azure; what Azure alone knows stays an expression.</summary>
internal sealed class Deployment
{
    private readonly List<JsonElement> _resources;

    private Deployment(List<JsonElement> resources) => _resources = resources;

    public static async Task<Deployment> OfAsync(params (string Name, string Value)[] variables)
    {
        using var files = new InfraFiles();
        var run = await Bicep.RunAsync(
            files.Folder,
            ["snapshot", "main.bicepparam", "--mode", "overwrite", "--subscription-id", Guid.Empty.ToString(), "--tenant-id", Guid.Empty.ToString(), "--location", "northeurope"],
            variables.ToDictionary(variable => variable.Name, variable => variable.Value));
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));

        using var snapshot = JsonDocument.Parse(await File.ReadAllTextAsync(files.Copied("main.snapshot.json")));
        return new Deployment([.. snapshot.RootElement.GetProperty("predictedResources").EnumerateArray().Select(resource => resource.Clone())]);
    }

    public List<JsonElement> Of(string type) => [.. _resources.Where(resource => Text(resource, "type") == type)];

    public string Setting(string name) =>
        Text(Of("Microsoft.Web/sites").Single().GetProperty("properties").GetProperty("siteConfig").GetProperty("appSettings").EnumerateArray()
            .Single(setting => Text(setting, "name") == name), "value");

    public static string Text(JsonElement element, string property) => element.GetProperty(property).GetString()!;
}
