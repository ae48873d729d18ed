using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Access;

/// <summary>The known API keys. Only their SHA-256 is kept in memory.</summary>
public sealed class ApiKeys
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Access:Keys";

    private readonly List<(byte[] Hash, ApiKey Key)> _keys;

    /// <summary>Reads and checks the settings.</summary>
    /// <exception cref="OptionsValidationException">With every fault found.</exception>
    public ApiKeys(IConfiguration configuration)
    {
        var options = configuration.GetSection(Section).GetChildren().Select(s => s.Get<ApiKeyOptions>() ?? new ApiKeyOptions()).ToList();
        var faults = options.SelectMany((key, index) => FindFaults(key).Select(fault => $"{Section}:{index}:{fault}")).ToList();
        if (faults.Count > 0)
            throw new OptionsValidationException(Section, typeof(ApiKeyOptions), faults);

        _keys = options.ConvertAll(key => (Hash(key.Key), new ApiKey(key.Name, key.Tenant)));
    }

    /// <summary>The key that was presented; null where it is not known.</summary>
    public ApiKey? Find(string presented)
    {
        // Every key is compared, each in constant time: how long it takes tells nothing.
        var hash = Hash(presented);
        ApiKey? found = null;
        foreach (var (known, key) in _keys)
        {
            if (CryptographicOperations.FixedTimeEquals(known, hash))
                found = key;
        }

        return found;
    }

    private static IEnumerable<string> FindFaults(ApiKeyOptions key)
    {
        if (key.Key.Length < ApiKeyOptions.MinKeyLength)
            yield return $"Key: must have at least {ApiKeyOptions.MinKeyLength} characters.";
        if (key.Tenant.Length is 0 or > 64 || !key.Tenant.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            yield return $"Tenant: '{key.Tenant}' must be 1 to 64 lower-case letters, digits and hyphens.";
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
