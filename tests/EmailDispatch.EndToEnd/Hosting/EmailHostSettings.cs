using System.Globalization;

namespace EmailDispatch.EndToEnd.Hosting;

/// <summary>The settings of a local host. <paramref name="More"/> has further environment variables, which take precedence.</summary>
public sealed record EmailHostSettings(
    string StorageConnectionString,
    IReadOnlyList<HostedProvider> Providers,
    string ApiKey = "ed_test_not_a_secret_0123456789abcdefghijklmnopqrstuv",
    IReadOnlyDictionary<string, string>? More = null,
    string Program = EmailHostSettings.LocalHost)
{
    public const string LocalHost = "EmailDispatch.LocalHost";

    public IEnumerable<KeyValuePair<string, string>> Environment()
    {
        yield return new("AzureWebJobsStorage", StorageConnectionString);
        yield return new("Access__Keys__0__Key", ApiKey);
        yield return new("Secrets__webhook-signing-key", "not-a-secret-0123456789abcdefghijklmnop");
        yield return new("Secrets__recipient-salt", "not-a-secret-either-0123456789abcdefghij");

        // Tests have their own SMTP servers.
        foreach (var server in (string[])["Plain", "StartTls", "ImplicitTls", "Refuse421", "AuthRefused", "Silent", "Closed"])
            yield return new($"Sandbox__{server}Port", "-1");

        for (var n = 0; n < Providers.Count; n++)
        {
            yield return new($"Providers__{n}__Name", Providers[n].Name);
            yield return new($"Providers__{n}__Host", Providers[n].Host);
            yield return new($"Providers__{n}__Port", Providers[n].Port.ToString(CultureInfo.InvariantCulture));
            yield return new($"Providers__{n}__Security", Providers[n].Security);
            yield return new($"Providers__{n}__Priority", Providers[n].Priority.ToString(CultureInfo.InvariantCulture));
        }

        foreach (var more in More ?? new Dictionary<string, string>())
            yield return more;
    }
}
