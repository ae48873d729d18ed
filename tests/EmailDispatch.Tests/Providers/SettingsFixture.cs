using EmailDispatch.Providers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Tests.Providers;

/// <summary>Settings of providers that can be changed, and the catalogue that follows them.</summary>
internal sealed class SettingsFixture : IDisposable
{
    private readonly ChangingSettings _source = new();
    private readonly IConfigurationRoot _configuration;

    public SettingsFixture(params (string Key, string Value)[] settings)
    {
        _source.Change(settings.Select(s => ($"Providers:{s.Key}", (string?)s.Value)));
        _configuration = new ConfigurationBuilder().Add(_source).Build();
        Catalogue = new ProviderCatalogue(_configuration, Logger);
    }

    public ListLogger<ProviderCatalogue> Logger { get; } = new();

    public ProviderCatalogue Catalogue { get; }

    /// <summary>Reads one provider named <c>x</c> that has no faults but may have some in <paramref name="settings"/>.</summary>
    public static ProviderOptions ReadOne(params (string Key, string Value)[] settings)
    {
        using var fixture = new SettingsFixture(Complete(settings));
        return fixture.Catalogue.All[0];
    }

    /// <summary>The faults of such a provider, without <c>Providers:0:</c> before them.</summary>
    public static IReadOnlyList<string> FaultsOfOne(params (string Key, string Value)[] settings)
    {
        var fault = Assert.Throws<OptionsValidationException>(() => new SettingsFixture(Complete(settings)));
        return [.. fault.Failures.Select(failure => failure.Replace("Providers:0:", "", StringComparison.Ordinal))];
    }

    /// <summary>Changes settings, removes those without a value, and tells of the change.</summary>
    public void Change(params (string Key, string? Value)[] settings) =>
        _source.Change(settings.Select(s => ($"Providers:{s.Key}", s.Value)));

    public void Dispose()
    {
        Catalogue.Dispose();
        (_configuration as IDisposable)?.Dispose();
    }

    private static (string Key, string Value)[] Complete((string Key, string Value)[] settings)
    {
        (string Key, string Value)[] needed = settings.Any(s => s.Key == "Preset")
            ? [("Name", "x"), ("Secret", "x-password")]
            : [("Name", "x"), ("Host", "smtp.example.com")];
        return [.. needed.Where(n => !settings.Any(s => s.Key == n.Key)).Concat(settings).Select(s => ($"0:{s.Key}", s.Value))];
    }
}
