namespace EmailDispatch.Access;

/// <summary>One API key of the settings. Bound from <c>Access:Keys:N</c>.</summary>
public sealed class ApiKeyOptions
{
    /// <summary>The key itself, at least <see cref="MinKeyLength"/> characters.</summary>
    public string Key { get; set; } = "";

    /// <summary>What the key is called in logs.</summary>
    public string Name { get; set; } = "";

    /// <summary>Whose emails it sends and sees: 1 to 64 lower-case letters, digits and hyphens. Default <c>default</c>.</summary>
    public string Tenant { get; set; } = "default";

    internal const int MinKeyLength = 16;
}
