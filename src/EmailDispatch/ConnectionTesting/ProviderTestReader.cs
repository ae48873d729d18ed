using System.Text.Json;
using EmailDispatch.Emails;
using EmailDispatch.Providers;

namespace EmailDispatch.ConnectionTesting;

/// <summary>Reads a test request and reports every error with its field. Errors never contain the user name or password.</summary>
public static class ProviderTestReader
{
    public const int MaxBytes = 64 * 1024;

    private const int MaxLength = 255;
    private const int MaxCredentialLength = 4096;

    private static readonly HashSet<string> ServerFields = ["host", "port", "security", "auth", "username", "password"];

    /// <summary>Reads a test request.</summary>
    /// <param name="json">UTF-8; an empty body means an empty object.</param>
    /// <param name="provider">The provider in the URL; null if the body specifies what to test.</param>
    public static ReadResult<ProviderTestRequest> Read(ReadOnlyMemory<byte> json, string? provider) =>
        JsonRequest.Read(json.Length == 0 ? "{}"u8.ToArray() : json, (root, fields) => Read(root, provider, fields));

    private static ProviderTestRequest? Read(JsonElement root, string? provider, JsonFields fields)
    {
        if (fields.Members(root, "an object that says what to test") is not { } members)
            return null;

        EmailAddress? from = null, to = null;
        string? host = null, username = null, password = null;
        var (named, port) = (provider, 587);
        ProviderSecurity? security = null;
        ProviderAuth? auth = null;
        var given = members.Select(member => member.Name).ToHashSet();
        foreach (var (name, value) in members)
        {
            switch (name)
            {
                case "from": from = fields.Address(value, name); break;
                case "to": to = fields.Address(value, name); break;
                case "provider" when provider is null: named = fields.Line(value, name, MaxLength); break;
                case "host" when provider is null: host = ReadHost(value, name, fields); break;
                case "port" when provider is null: port = fields.Number(value, name, 65535, "must be a number from 1 to 65535") ?? 0; break;
                case "security" when provider is null: security = ReadWord<ProviderSecurity>(value, name, fields); break;
                case "auth" when provider is null: auth = ReadWord<ProviderAuth>(value, name, fields); break;
                case "username" when provider is null: username = fields.Line(value, name, MaxCredentialLength); break;
                case "password" when provider is null: password = fields.Line(value, name, MaxCredentialLength); break;
                default: fields.Refuse(name, $"is not a known field; known are {(provider is null ? "provider, host, port, security, auth, username, password, " : "")}to and from"); break;
            }
        }

        if (provider is null)
            CheckTarget(given, fields);
        return new ProviderTestRequest
        {
            Provider = named,
            From = from,
            To = to,
            Host = host,
            Port = port,
            Security = security,
            Auth = auth,
            Username = username,
            Password = password,
        };
    }

    private static void CheckTarget(HashSet<string> given, JsonFields fields)
    {
        if (given.Contains("provider"))
        {
            foreach (var name in given.Intersect(ServerFields))
                fields.Refuse(name, "must not be given together with provider, whose settings are used");
            return;
        }

        if (!given.Contains("host"))
            fields.Refuse("provider", "is needed: the name of a configured provider; or host, port, security, username and password of a server");
        if (given.Contains("username") != given.Contains("password"))
            fields.Refuse(given.Contains("username") ? "password" : "username", "is needed: a login has both");
    }

    private static string? ReadHost(JsonElement value, string field, JsonFields fields)
    {
        if (fields.Line(value, field, MaxLength) is not { } host)
            return null;
        if (Uri.CheckHostName(host) != UriHostNameType.Unknown)
            return host;
        fields.Refuse(field, "must be a host name");
        return null;
    }

    // Written as in the settings, or with underscores.
    private static T? ReadWord<T>(JsonElement value, string field, JsonFields fields)
        where T : struct, Enum
    {
        if (fields.Text(value, field) is not { } text)
            return null;
        var plain = text.Replace("_", "", StringComparison.Ordinal);
        foreach (var word in Enum.GetValues<T>())
        {
            if (plain.Equals(word.ToString(), StringComparison.OrdinalIgnoreCase))
                return word;
        }

        fields.Refuse(field, $"must be one of {string.Join(", ", Enum.GetNames<T>())}");
        return null;
    }
}
