using System.Text.Json;

namespace EmailDispatch.LocalHost.Runtime.Settings;

/// <summary>
/// Reads local.settings.json as configuration. <c>Values</c> are environment variables, so <c>__</c> in a name means <c>:</c>;
/// <c>ConnectionStrings</c> and <c>Host</c> keep their names as a prefix.
/// </summary>
internal static class LocalSettingsFile
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    public static IEnumerable<KeyValuePair<string, string?>> Parse(string json, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Lenient);
            if (document.RootElement.TryGetProperty("IsEncrypted", out var encrypted) && encrypted.ValueKind is JsonValueKind.True)
                throw new StartupFault($"{path} is encrypted; decrypt it with: func settings decrypt.");

            return
            [
                .. Section(document.RootElement, "Values", ""),
                .. Section(document.RootElement, "ConnectionStrings", "ConnectionStrings:"),
                .. Section(document.RootElement, "Host", "Host:"),
            ];
        }
        catch (JsonException broken)
        {
            throw new StartupFault($"{path} is not JSON: {broken.Message}", broken);
        }
    }

    private static IEnumerable<KeyValuePair<string, string?>> Section(JsonElement root, string name, string prefix)
    {
        if (root.ValueKind is not JsonValueKind.Object || !root.TryGetProperty(name, out var section))
            return [];
        return section.EnumerateObject().Select(setting => KeyValuePair.Create(
            prefix + setting.Name.Replace("__", ":", StringComparison.Ordinal),
            setting.Value.ValueKind is JsonValueKind.Null ? null : setting.Value.ToString()));
    }
}
