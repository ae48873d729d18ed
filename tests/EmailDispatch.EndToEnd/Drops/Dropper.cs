using System.Diagnostics;
using System.Text.Json;
using EmailDispatch.EndToEnd.Samples;

namespace EmailDispatch.EndToEnd.Drops;

/// <summary>Another service: the Azure SDK for Node adds messages to the submissions queue.</summary>
internal static class Dropper
{
    /// <returns>The ids of the queue messages.</returns>
    public static async Task<IReadOnlyList<string>> DropAsync(Azurite azurite, params string[] messages)
    {
        await NodePackages.InstalledAsync();
        var script = Path.Combine(NodePackages.Folder, "Drops", "drop.mjs");
        var start = new ProcessStartInfo("node", [script, azurite.ConnectionString, "email-submissions"]);
        var output = await ExternalProgram.RunAsync(start, JsonSerializer.SerializeToUtf8Bytes(messages), TestContext.Current.CancellationToken);
        return JsonSerializer.Deserialize<List<string>>(output)!;
    }
}
