using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace EmailDispatch.Providers;

/// <summary>
/// The configured providers. Settings are reloaded at run time if their source supports it. A change with faults is logged, and the last valid
/// settings stay in use. Rows and statistics refer to providers by name, so providers can be added, reordered, disabled and removed.
/// </summary>
public sealed partial class ProviderCatalogue : IDisposable
{
    public const string Section = "Providers";

    private readonly IConfiguration _configuration;
    private readonly Random _random;
    private readonly ILogger<ProviderCatalogue> _logger;
    private readonly Lock _reloading = new();
    private readonly IDisposable _changes;
    private volatile ProviderSettings _current;
    private string _seen;

    /// <exception cref="OptionsValidationException">The settings are invalid; it lists every fault.</exception>
    public ProviderCatalogue(IConfiguration configuration, Random random, ILogger<ProviderCatalogue> logger)
    {
        (_configuration, _random, _logger) = (configuration, random, logger);
        _current = new ProviderSettings(configuration);
        if (_current.Faults.Count > 0)
            throw new OptionsValidationException(Section, typeof(ProviderOptions), _current.Faults);

        _seen = _current.Text;
        LogWarnings(_current);
        _changes = ChangeToken.OnChange(configuration.GetReloadToken, Reload);
    }

    /// <summary>All providers, including disabled ones, lowest priority number first.</summary>
    public IReadOnlyList<ProviderOptions> All => _current.All;

    /// <summary>The enabled providers, lowest priority number first.</summary>
    public IEnumerable<ProviderOptions> ByPriority => _current.All.Where(provider => provider.Enabled);

    /// <summary>The providers that may send an email, by priority and at random by weight within one, and why the others may not.</summary>
    public ProviderChoice Choose(ProviderSelection selection) => ProviderChooser.Choose(_current.All, selection, _random);

    /// <summary>The providers that could send an email, by priority, even if disabled, paused or out of quota; and why others could not.</summary>
    public ProviderChoice Fit(ProviderSelection selection) => ProviderChooser.Fit(_current.All, selection);

    /// <inheritdoc/>
    public void Dispose() => _changes.Dispose();

    private void Reload()
    {
        lock (_reloading)
        {
            // A source may report one change several times, or a change to other settings.
            var read = new ProviderSettings(_configuration, _current);
            if (read.Text == _seen)
                return;

            _seen = read.Text;
            if (read.Faults.Count > 0)
            {
                Log.ChangeRefused(_logger, string.Join(' ', read.Faults));
                return;
            }

            _current = read;
            Log.Changed(_logger, string.Join(", ", read.All.Select(p => p.Enabled ? p.Name : $"{p.Name} (disabled)")));
            LogWarnings(read);
        }
    }

    private void LogWarnings(ProviderSettings settings)
    {
        foreach (var warning in settings.Warnings)
            Log.Doubtful(_logger, warning);
    }

    private static partial class Log
    {
        [LoggerMessage(3001, LogLevel.Information, "The provider settings have changed; by priority: {Providers}")]
        public static partial void Changed(ILogger logger, string providers);

        [LoggerMessage(3002, LogLevel.Error, "The changed provider settings are invalid, the previous ones stay in use: {Faults}")]
        public static partial void ChangeRefused(ILogger logger, string faults);

        [LoggerMessage(3003, LogLevel.Warning, "{Warning}")]
        public static partial void Doubtful(ILogger logger, string warning);
    }
}
