using System.Reflection;

namespace EmailDispatch.Settings;

/// <summary>A section of the settings with names of its own.</summary>
/// <param name="Name">The section, such as <c>Dispatch</c>.</param>
/// <param name="Names">Its settings; <c>#</c> stands for a number, as in <c>Keys:#:Tenant</c>.</param>
public sealed record SettingsSection(string Name, IReadOnlyList<string> Names)
{
    /// <summary>Whether others may have settings in it too, so that only a name close to a known one is a fault.</summary>
    public bool IsShared { get; init; }

    internal static IEnumerable<PropertyInfo> PropertiesOf(Type options) =>
        options.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.SetMethod is { IsPublic: true } || property.PropertyType == typeof(IList<string>));
}
