using System.Text;
using EmailDispatch.Emails;

namespace EmailDispatch.Providers;

/// <summary>The envelope sender of a provider with its own return path, to which undeliverable emails come back.</summary>
internal static class ReturnPath
{
    /// <summary>The longest local part in the settings, so that an id still fits after it.</summary>
    public const int MaxLocalLength = MaxTaggedLength - IdLength - 1;

    // RFC 5321 section 4.5.3.1.1.
    private const int MaxTaggedLength = 64;
    private const int IdLength = 36;

    /// <summary>The address for one email; null if the provider has none, so the author's is used.</summary>
    public static string? Of(ProviderOptions provider, EmailReference reference)
    {
        if (provider.ReturnPath.Length == 0 || !provider.ReturnPathTag)
            return provider.ReturnPath.Length == 0 ? null : provider.ReturnPath;

        var at = provider.ReturnPath.LastIndexOf('@');
        var tagged = $"{provider.ReturnPath[..at]}+{reference}";
        return $"{(tagged.Length <= MaxTaggedLength ? tagged : $"{provider.ReturnPath[..at]}+{reference.Id}")}{provider.ReturnPath[at..]}";
    }

    public static IEnumerable<string> FindFaults(ProviderOptions provider)
    {
        var address = provider.ReturnPath;
        if (address.Length == 0)
            yield break;
        if (!EmailAddressParser.TryParse(address, out _, out var fault))
            yield return $"ReturnPath: {fault}.";
        else if (!Ascii.IsValid(address) || !address[..address.LastIndexOf('@')].All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '+' or '='))
            yield return "ReturnPath: must be an address of ASCII letters, digits and .-_+= such as bounces@example.com.";
        else if (address.LastIndexOf('@') > MaxLocalLength)
            yield return $"ReturnPath: has more than {MaxLocalLength} characters before the @; the email's id would not fit behind them.";
    }
}
