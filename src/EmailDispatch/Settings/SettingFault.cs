namespace EmailDispatch.Settings;

/// <summary>A fault found while the host was put together; told with all others.</summary>
/// <param name="Text">The setting's name, a colon, and what it takes.</param>
public sealed record SettingFault(string Text)
{
    /// <summary>A setting's name as operators write it: <c>Dispatch__MaxAge</c> for <c>Dispatch:MaxAge</c>.</summary>
    internal static string NameOf(string path) => path.Replace(":", "__", StringComparison.Ordinal);

    /// <summary>A fault that begins with a path, with the setting's name instead.</summary>
    internal static string WithName(string fault) =>
        fault.IndexOf(": ", StringComparison.Ordinal) is > 0 and var end ? NameOf(fault[..end]) + fault[end..] : fault;
}
