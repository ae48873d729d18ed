using System.Text.Json;
using System.Text.RegularExpressions;
using Azure.Data.Tables;
using Azure.Security.KeyVault.Secrets;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using EmailDispatch.Access;
using EmailDispatch.Emails;
using EmailDispatch.Providers;
using EmailDispatch.Secrets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace EmailDispatch.Tests.Infra;

/// <summary>The settings that infra/ gives the app are those that the app asks for.</summary>
public sealed partial class AppSettingsTests
{
    private const string App = "infra/modules/app.bicep";
    private const string Types = "infra/modules/types.bicep";

    private static readonly string[] OfThePlatform =
    [
        "APPLICATIONINSIGHTS_AUTHENTICATION_STRING", "APPLICATIONINSIGHTS_CONNECTION_STRING", "AZURE_CLIENT_ID",
        "FUNCTIONS_REQUEST_BODY_SIZE_LIMIT",
        $"{EmailDispatchServices.StorageSetting}__clientId", $"{EmailDispatchServices.StorageSetting}__credential",
    ];

    [Fact]
    public void Settings_are_those_of_the_platform_and_of_the_code()
    {
        string[] ofTheCode =
        [
            $"{EmailDispatchServices.StorageSetting}__accountName", EmailDispatchServices.VaultSetting.Replace(":", "__", StringComparison.Ordinal), EmailDispatchServices.KeyVaultSetting.Replace(":", "__", StringComparison.Ordinal),
            $"Access__{nameof(AccessOptions.ClientAddressHeader)}",
        ];

        Assert.Equal([.. OfThePlatform.Concat(ofTheCode).Order(StringComparer.Ordinal)], Names().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Settings_are_all_that_the_library_needs_to_reach_azure()
    {
        var values = Names().ToDictionary(name => name.Replace("__", ":", StringComparison.Ordinal), Example);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();

        using var services = new ServiceCollection()
            .AddLogging().AddSingleton<IConfiguration>(configuration).AddEmailDispatch(configuration).BuildServiceProvider();

        Assert.Equal("example.queue.core.windows.net", services.GetRequiredService<QueueServiceClient>().Uri.Host);
        Assert.Equal("example.blob.core.windows.net", services.GetRequiredService<BlobServiceClient>().Uri.Host);
        Assert.Equal("example.table.core.windows.net", services.GetRequiredService<TableServiceClient>().Uri.Host);
        Assert.Equal("example.vault.azure.net", services.GetRequiredService<SecretClient>().VaultUri.Host);
        Assert.IsType<KeyVaultSecretSource>(services.GetRequiredService<ISecretSource>());
        Assert.IsType<KeyVaultSecretStore>(services.GetRequiredService<ISecretStore>());
    }

    [Fact]
    public void Limit_of_the_host_starts_from_the_default_of_the_code() =>
        Assert.Contains($"var maxMessageBytes = int(appSettings.?Emails__{nameof(EmailLimits.MaxMessageBytes)} ?? {new EmailLimits().MaxMessageBytes})", InfraFiles.Read(App), StringComparison.Ordinal);

    [Fact]
    public void Worker_is_the_one_of_the_project()
    {
        var app = InfraFiles.Read(App);
        var framework = Framework().Match(InfraFiles.Read("Directory.Build.props")).Groups[1].Value;

        Assert.Contains("name: 'dotnet-isolated'", app, StringComparison.Ordinal);
        Assert.Contains($"version: '{framework}'", app, StringComparison.Ordinal);
    }

    [Fact]
    public void Function_that_is_kept_ready_exists()
    {
        var function = InfraFiles.Quoted(ReadyGroups().Match(InfraFiles.Read(App)).Value).Single(name => name.StartsWith("function:", StringComparison.Ordinal));

        Assert.Contains($"[Function(\"{function["function:".Length..]}\")]", InfraFiles.Read("src/EmailDispatch.Functions/Triggers/DispatchFunction.cs"), StringComparison.Ordinal);
    }

    [Fact]
    public void Provider_type_has_settings_that_exist()
    {
        var settings = typeof(ProviderOptions).GetProperties().Select(property => property.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);

        var declared = Property().Matches(InfraFiles.Read(Types).Split("@export()")[1]).Select(match => match.Groups[1].Value).ToList();

        Assert.Contains("secret", declared);
        Assert.All(declared, name => Assert.Contains(name, settings));
    }

    [Fact]
    public void Example_of_a_provider_is_one_that_the_code_takes()
    {
        using var example = JsonDocument.Parse(ProviderExample().Match(InfraFiles.Read("infra/main.bicepparam")).Groups[1].Value);
        var values = example.RootElement[0].EnumerateObject().ToDictionary(setting => $"Providers:0:{setting.Name}", setting => (string?)setting.Value.ToString());
        var faults = new List<string>();

        var provider = ProviderReader.Read(new ConfigurationBuilder().AddInMemoryCollection(values).Build().GetSection("Providers:0"), faults);

        Assert.Empty(faults);
        Assert.NotEmpty(provider.Secret);
        Assert.NotEmpty(provider.Host);
    }

    private static List<string> Names() => [.. SettingName().Matches(InfraFiles.Variable(App, "requiredSettings")).Select(match => match.Groups[1].Value)];

    private static string? Example(string setting) =>
        setting.EndsWith("Uri", StringComparison.Ordinal) ? "https://example.vault.azure.net/" : "example";

    [GeneratedRegex("name: '([^']+)'")]
    private static partial Regex SettingName();

    [GeneratedRegex("<TargetFramework>net([0-9.]+)<")]
    private static partial Regex Framework();

    [GeneratedRegex("var alwaysReadyGroups = .*")]
    private static partial Regex ReadyGroups();

    [GeneratedRegex("^  ([a-zA-Z]+): ", RegexOptions.Multiline)]
    private static partial Regex Property();

    [GeneratedRegex(@"^// JSON: (\[\{.*)\n(?=param providers)", RegexOptions.Multiline)]
    private static partial Regex ProviderExample();
}
