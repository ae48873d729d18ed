using EmailDispatch.Providers;

namespace EmailDispatch.Functions.Api;

/// <summary>What a preset fills in. Regions are those with their own server; <c>NeedsRegion</c> means that there is no default.</summary>
public sealed record ProviderPresetView(
    string Name, string? Host, int Port, ProviderSecurity Security, string Username, string UsernameHint, bool UsernameIsSecret, bool NeedsRegion, IReadOnlyList<string> Regions,
    int? PerSecond, int? PerMinute, int? PerHour, int? PerDay, int? MaxConnections)
{
    public string Object { get; } = "provider_preset";

    public static ProviderPresetView Of(ProviderPreset preset) => new(
        preset.Name, preset.Host, preset.Port, preset.Security, preset.Username, preset.UsernameHint, preset.UsernameIsSecret, preset.Host is null, [.. preset.Regions.Keys],
        preset.PerSecond, preset.PerMinute, preset.PerHour, preset.PerDay, preset.MaxConnections);
}
