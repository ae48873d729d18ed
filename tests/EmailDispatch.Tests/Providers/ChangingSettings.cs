using Microsoft.Extensions.Configuration;

namespace EmailDispatch.Tests.Providers;

/// <summary>A source of settings that tells of changes, as a JSON file or a configuration service does.</summary>
internal sealed class ChangingSettings : ConfigurationProvider, IConfigurationSource
{
    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    /// <summary>Sets values, removes those that are null, and tells of it once.</summary>
    public void Change(IEnumerable<(string Key, string? Value)> settings)
    {
        foreach (var (key, value) in settings)
        {
            if (value is null)
                Data.Remove(key);
            else
                Data[key] = value;
        }

        OnReload();
    }
}
