using System.Globalization;

namespace EmailDispatch.Testing;

/// <summary>How much a fuzz, race or soak test does: an environment variable or a small default. tests/README.md lists them.</summary>
public static class TestSize
{
    public static int Of(string variable, int usual) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } set
        ? int.Parse(set, NumberStyles.None, CultureInfo.InvariantCulture)
        : usual;
}
