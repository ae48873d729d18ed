using System.Text.Json;
using System.Text.Json.Serialization;

namespace EmailDispatch.LocalHost.Runtime.Settings;

/// <summary>The part of host.json that this host acts on. Names and defaults are those of the Functions host.</summary>
internal sealed record HostJson(string RoutePrefix, QueueSettings Queues, IReadOnlyDictionary<string, string?> LogLevels)
{
    private static readonly JsonSerializerOptions Lenient = new(JsonSerializerDefaults.Web)
    {
        AllowTrailingCommas = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <param name="json">The text of the file.</param>
    /// <param name="path">Where it came from, for the message of a fault.</param>
    public static HostJson Parse(string json, string path)
    {
        try
        {
            var file = JsonSerializer.Deserialize<Root>(json, Lenient) ?? new Root(null, null);
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

    private sealed record Root(Extensions? Extensions, Logging? Logging);

    private sealed record Extensions(Http? Http, QueueSettings? Queues);

    private sealed record Http(string? RoutePrefix);

    private sealed record Logging(Dictionary<string, string>? LogLevel);
}
