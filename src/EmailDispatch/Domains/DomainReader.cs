using System.Text.Json;
using EmailDispatch.Domains.Signing;
using EmailDispatch.Emails;
using EmailDispatch.Emails.Idn;
using EmailDispatch.Naming;

namespace EmailDispatch.Domains;

/// <summary>
/// Parses the bodies of requests about domains. Fields of the Resend API that are not supported here are rejected if they would enable something, and
/// otherwise accepted. <c>region</c> is ignored because each provider has its own.
/// </summary>
public static class DomainReader
{
    /// <summary>The maximum body size in bytes.</summary>
    public const int MaxBytes = 64 * 1024;

    private const int MaxProviders = 50;
    private const int MaxSelectors = 10;

    // All of them must fit into one table column of 32 Ki characters.
    private const int MaxSelectorsInAll = 200;
    private const int MaxLabelLength = 63;
    private const int MaxLogoLength = 200;
    private const int MaxProviderNameLength = 64;

    // Leaves room for the names below it: a selector, _domainkey and the domain once more.
    private const int MaxNameLength = 200;

    private static readonly string[] NotOffered = ["open_tracking", "click_tracking"];
    private static readonly string[] Known = ["bimi_logo", "custom_return_path", "dkim_algorithms", "providers", "region", "tls", .. NotOffered];

    public static ReadResult<DomainRequest> Read(ReadOnlyMemory<byte> json) => JsonRequest.Read(json, (root, fields) => Read(root, fields, isNew: true));

    public static ReadResult<DomainRequest> ReadUpdate(ReadOnlyMemory<byte> json) => JsonRequest.Read(json, (root, fields) => Read(root, fields, isNew: false));

    /// <summary>The ASCII form of a domain in lower case; null if it is not a valid domain.</summary>
    internal static string? ReadName(string text) =>
        DomainName.TryToAscii(text, out var ascii) && ascii.Length <= MaxNameLength && ascii.Contains('.', StringComparison.Ordinal) && !ascii.Split('.')[^1].All(char.IsAsciiDigit)
            ? ascii.ToLowerInvariant()
            : null;

    private static DomainRequest? Read(JsonElement root, JsonFields fields, bool isNew)
    {
        if (fields.Members(root, isNew ? "an object with the name of a domain" : "an object with what is to change of the domain") is not { } members)
            return null;

        var request = new DomainRequest();
        var given = members.Select(member => member.Name).ToHashSet();
        foreach (var (name, value) in members)
        {
            switch (name)
            {
                case "name" when isNew: request = request with { Name = Name(value, name, fields) }; break;
                case "name": fields.Refuse(name, "cannot be changed; add another domain"); break;
                case "custom_return_path": request = request with { HasCustomReturnPath = true, CustomReturnPath = JsonFields.IsEmptyText(value) ? null : Label(value, name, fields) }; break;
                case "bimi_logo": request = request with { HasBimiLogo = true, BimiLogo = JsonFields.IsEmptyText(value) ? null : Logo(value, name, fields) }; break;
                case "dkim_algorithms": request = request with { Algorithms = Algorithms(value, name, fields) }; break;
                case "providers": request = request with { Providers = Providers(value, name, fields) }; break;
                case "region": _ = fields.Text(value, name); break;
                case "tls": RefuseUnless(fields.Text(value, name) is null or "opportunistic", "must be opportunistic: how a provider passes emails on is its own setting"); break;
                case var _ when NotOffered.Contains(name): RefuseUnless(value.ValueKind is JsonValueKind.False, "must be false: opens and clicks are not tracked"); break;
                default: fields.RefuseUnknown(name, name, isNew ? ["name", .. Known] : Known); break;
            }

            void RefuseUnless(bool isFine, string message)
            {
                if (!isFine)
                    fields.Refuse(name, message);
            }
        }

        if (isNew && !given.Contains("name"))
            fields.Refuse("name", "is required");
        if (!isNew && given.Count == 0)
            fields.Refuse("providers", "is required, or custom_return_path, bimi_logo or dkim_algorithms");
        return request;
    }

    private static DkimAlgorithm[]? Algorithms(JsonElement value, string field, JsonFields fields)
    {
        var known = fields.Errors.Count;
        var read = fields.Items(value, field, "an array of strings", MaxSelectors).Select(item => Algorithm(item.Element, item.Field, fields)).ToList();
        if (fields.Errors.Count > known)
            return null;

        DkimAlgorithm[] algorithms = [.. read.OfType<DkimAlgorithm>().Distinct().Order()];
        if (algorithms is [DkimAlgorithm.Ed25519])
            fields.Refuse(field, "must also have rsa, because not every receiver knows ed25519");
        return algorithms;
    }

    private static DkimAlgorithm? Algorithm(JsonElement value, string field, JsonFields fields)
    {
        if (fields.Text(value, field) is not { } text)
            return null;
        if (EnumNames.Find<DkimAlgorithm>(text) is { } algorithm)
            return algorithm;
        fields.Refuse(field, $"must be {string.Join(" or ", EnumNames.All<DkimAlgorithm>())}");
        return null;
    }

    // A semicolon would end the tag of the record.
    private static string? Logo(JsonElement value, string field, JsonFields fields)
    {
        if (fields.Line(value, field, MaxLogoLength) is not { } text)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps
            && text.All(c => c is > ' ' and < '\x7f' and not ';' and not ',' and not '"' and not '\\'))
            return text;
        fields.Refuse(field, "must be the https URL of an SVG file, without semicolons, commas and quotation marks");
        return null;
    }

    private static string? Name(JsonElement value, string field, JsonFields fields)
    {
        if (fields.Text(value, field) is not { } text)
            return null;
        if (ReadName(text) is { } name)
            return name;
        fields.Refuse(field, "must be a domain such as example.com");
        return null;
    }

    private static Dictionary<string, DomainProvider> Providers(JsonElement value, string field, JsonFields fields)
    {
        var providers = new Dictionary<string, DomainProvider>();
        if (!fields.IsObject(value, field, "an object that describes providers by their names"))
            return providers;

        foreach (var (name, own) in value.EnumerateObject().Select(member => (member.Name, member.Value)))
        {
            var path = $"{field}.{name}";
            if (providers.Count == MaxProviders)
            {
                fields.Refuse(field, $"must have at most {MaxProviders} providers");
                break;
            }

            if (name.Length is 0 or > MaxProviderNameLength || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
                fields.Refuse(path, "is not the name of a provider: lower-case letters, digits and hyphens");
            else
                providers[name] = Provider(own, path, fields);
        }

        if (providers.Values.Sum(provider => provider.DkimSelectors.Count) > MaxSelectorsInAll)
            fields.Refuse(field, $"must have at most {MaxSelectorsInAll} selectors in all");
        return providers;
    }

    private static DomainProvider Provider(JsonElement value, string path, JsonFields fields)
    {
        var provider = new DomainProvider();
        if (!fields.IsObject(value, path, "an object with dkim_selectors or return_path"))
            return provider;

        foreach (var (name, own) in value.EnumerateObject().Select(member => (member.Name, member.Value)))
        {
            var field = $"{path}.{name}";
            switch (name)
            {
                case "dkim_selectors":
                    provider = provider with { DkimSelectors = [.. fields.Items(own, field, "an array of strings", MaxSelectors).Select(item => Selector(item.Element, item.Field, fields)).OfType<string>().Distinct()] };
                    break;
                case "return_path":
                    provider = provider with { ReturnPath = Label(own, field, fields) };
                    break;
                default:
                    fields.RefuseUnknown(field, name, ["dkim_selectors", "return_path"]);
                    break;
            }
        }

        return provider;
    }

    /// <summary>A selector may have several labels (RFC 6376 section 3.1).</summary>
    private static string? Selector(JsonElement value, string field, JsonFields fields)
    {
        if (fields.Text(value, field) is not { } text)
            return null;
        if (text.Length <= MaxLabelLength && Dns.DnsName.Normalise(text) is { } selector && !text.EndsWith('.'))
            return selector;
        fields.Refuse(field, "must be a selector such as s1: letters, digits, hyphens and dots, without ._domainkey and the domain");
        return null;
    }

    private static string? Label(JsonElement value, string field, JsonFields fields)
    {
        if (fields.Text(value, field) is not { } text)
            return null;
        if (!text.Contains('.', StringComparison.Ordinal) && Dns.DnsName.Normalise(text) is { } label)
            return label;
        fields.Refuse(field, "must be one label such as bounces, without the domain");
        return null;
    }
}
