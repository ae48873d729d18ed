using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace EmailDispatch.LocalHost.Runtime.Settings;

/// <summary>The part of host.json that this host supports, with the names and defaults of the Functions host.</summary>
internal sealed record HostJson(string RoutePrefix, QueueSettings Queues, IReadOnlyDictionary<string, string?> LogLevels)
{
    private static readonly JsonDocumentOptions Tolerant = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    private static readonly JsonSerializerOptions Lenient = new(JsonSerializerDefaults.Web)
    {
        AllowTrailingCommas = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Parses host.json. The settings in <paramref name="overrides"/> have the same structure and override it.</summary>
    public static HostJson Parse(string json, string path, IConfigurationSection? overrides = null)
    {
        try
        {
            var text = JsonNode.Parse(json, documentOptions: Tolerant) as JsonObject ?? [];
            if (overrides is not null)
                Replace(text, overrides);
            var file = text.Deserialize<Root>(Lenient) ?? new Root(null, null);
            var queues = file.Extensions?.Queues ?? new QueueSettings();
            if (queues.Fault is { } fault)
                throw new StartupFault($"{path}: extensions.queues.{fault}");
            return new HostJson(
                (file.Extensions?.Http?.RoutePrefix ?? "api").Trim('/'),
                queues,
                (file.Logging?.LogLevel ?? []).ToDictionary(level => $"Logging:LogLevel:{level.Key}", level => (string?)level.Value));
        }
        catch (JsonException broken)
        {
            throw new StartupFault($"{path} cannot be read: {broken.Message}", broken);
        }
    }

    private static void Replace(JsonObject part, IConfigurationSection overrides)
    {
        foreach (var setting in overrides.GetChildren())
        {
            var name = part.Select(member => member.Key).FirstOrDefault(key => key.Equals(setting.Key, StringComparison.OrdinalIgnoreCase)) ?? setting.Key;
            if (setting.Value is { } value)
                part[name] = value;
            else if (part[name] is JsonObject inner)
                Replace(inner, setting);
            else
                Replace((JsonObject)(part[name] = new JsonObject()), setting);
        }
    }

    private sealed record Root(Extensions? Extensions, Logging? Logging);

    private sealed record Extensions(Http? Http, QueueSettings? Queues);

    private sealed record Http(string? RoutePrefix);

    private sealed record Logging(Dictionary<string, string>? LogLevel);
}
