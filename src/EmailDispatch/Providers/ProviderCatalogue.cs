using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace EmailDispatch.Providers;

/// <summary>
/// The providers of the settings, and those that were added through the API. Settings are reloaded at run time if their source supports it. A change
/// with faults is logged, and the last valid settings stay in use. If both have a name, the settings win. Rows and statistics refer to providers by
/// name, so providers can be added, reordered, disabled and removed.
/// </summary>
public sealed partial class ProviderCatalogue : IDisposable
{
    public const string Section = "Providers";

    private readonly IConfiguration _configuration;
    private readonly ILogger<ProviderCatalogue> _logger;
    private readonly Lock _reloading = new();
    private readonly IDisposable _changes;
    private volatile IReadOnlyList<ProviderOptions> _all = [];
    private ProviderSettings _current;
    private Dictionary<string, (string Text, ProviderOptions? Provider)> _managed = [];
    private volatile bool _isComplete = true;
    private string _seen;

    /// <exception cref="OptionsValidationException">The settings are invalid; it lists every fault.</exception>
    public ProviderCatalogue(IConfiguration configuration, ILogger<ProviderCatalogue> logger)
    {
        (_configuration, _logger) = (configuration, logger);
        _current = new ProviderSettings(configuration);
        if (_current.Faults.Count > 0)
            throw new OptionsValidationException(Section, typeof(ProviderOptions), _current.Faults);

        (_seen, _all) = (_current.Text, _current.All);
        LogWarnings(_current);
        _changes = ChangeToken.OnChange(configuration.GetReloadToken, Reload);
    }

    /// <summary>All providers, including disabled ones, lowest priority number first.</summary>
    public IReadOnlyList<ProviderOptions> All => _all;

    /// <summary>Whether the providers that were added through the API are known; if not, others than those in <see cref="All"/> may exist.</summary>
    public bool IsComplete => _isComplete;

    /// <summary>The enabled providers, lowest priority number first.</summary>
    public IEnumerable<ProviderOptions> ByPriority => _all.Where(provider => provider.Enabled);

    /// <summary>The providers that may send an email, by priority, and within one by weight for the recipient, and why the others may not.</summary>
    public ProviderChoice Choose(ProviderSelection selection) => ProviderChooser.Choose(_all, selection);

    /// <summary>The providers that could send an email, by priority, even if disabled, paused or out of quota; and why others could not.</summary>
    public ProviderChoice Fit(ProviderSelection selection) => ProviderChooser.Fit(_all, selection);

    /// <summary>Whether a provider of the settings has a name.</summary>
    public bool IsOfSettings(string name) => _all.Any(provider => provider.Name == name && !provider.IsManaged);

    /// <summary>Tells that the providers added through the API are still to be read.</summary>
    internal void Await() => _isComplete = false;

    /// <summary>Takes over the providers added through the API. One whose row says the same stays the same object.</summary>
    internal void Follow(IReadOnlyList<ManagedProvider> rows)
    {
        lock (_reloading)
        {
            var known = _managed;
            _managed = [];
            foreach (var row in rows)
                _managed[row.Name] = known.TryGetValue(row.Name, out var same) && same.Text == row.Text ? same : (row.Text, Read(row));

            var before = _all;
            Merge();
            _isComplete = true;
            if (!before.SequenceEqual(_all))
                LogChanged();
        }
    }

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
            Merge();
            LogChanged();
            LogWarnings(read);
        }
    }

    private void Merge()
    {
        var names = _current.All.Select(provider => provider.Name).ToHashSet();

        // OrderBy is stable: those of the settings come first in a priority.
        _all = [.. _current.All.Concat(_managed.Values.Select(managed => managed.Provider).OfType<ProviderOptions>().Where(provider => !names.Contains(provider.Name))).OrderBy(provider => provider.Priority)];
    }

    // Rules may become stricter with a new version.
    private ProviderOptions? Read(ManagedProvider row)
    {
        var faults = new List<string>();
        var provider = ProviderFields.ReadRow(row, faults);
        if (_current.All.Any(other => other.Name == row.Name))
            Log.Shadowed(_logger, row.Name);
        if (faults.Count == 0)
            return provider;

        Log.RowRefused(_logger, row.Name, string.Join(' ', faults));
        return null;
    }

    private void LogChanged() => Log.Changed(_logger, string.Join(", ", _all.Select(p => p.TakesEmails ? p.Name : $"{p.Name} ({(p.Enabled ? "drained" : "disabled")})")));

    private void LogWarnings(ProviderSettings settings)
    {
        foreach (var warning in settings.Warnings)
            Log.Doubtful(_logger, warning);
    }

    private static partial class Log
    {
        [LoggerMessage(3001, LogLevel.Information, "The providers have changed; by priority: {Providers}")]
        public static partial void Changed(ILogger logger, string providers);

        [LoggerMessage(3002, LogLevel.Error, "The changed provider settings are invalid, the previous ones stay in use: {Faults}")]
        public static partial void ChangeRefused(ILogger logger, string faults);

        [LoggerMessage(3004, LogLevel.Error, "Provider {Provider} was added through the API, but its row is invalid, and it is not used: {Faults}")]
        public static partial void RowRefused(ILogger logger, string provider, string faults);

        [LoggerMessage(3005, LogLevel.Warning, "Provider {Provider} was added through the API, but the settings have one with this name, which is used instead")]
        public static partial void Shadowed(ILogger logger, string provider);

        [LoggerMessage(3003, LogLevel.Warning, "{Warning}")]
        public static partial void Doubtful(ILogger logger, string warning);
    }
}
