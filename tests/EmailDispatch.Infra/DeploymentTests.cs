using System.Globalization;
using System.Text.Json;

namespace EmailDispatch.Infra;

/// <summary>What the templates make of their parameters.</summary>
public sealed class DeploymentTests
{
    private const string Accounts = "Microsoft.Storage/storageAccounts";
    private const string Assignments = "Microsoft.Authorization/roleAssignments";
    private const string PackageIdentity = "packageIdentity";

    // Two deployments serve all tests, because the compiler takes seconds for each.
    private static readonly Lazy<Task<Deployment>> Default = new(() => Deployment.OfAsync(("AZURE_PRINCIPAL_ID", "someone")));
    private static readonly Lazy<Task<Deployment>> Changed = new(() => Deployment.OfAsync(
        ("AZURE_PRINCIPAL_ID", "someone"), ("AZURE_PRINCIPAL_TYPE", "ServicePrincipal"), ("AZURE_LOCATION", "westus"),
        ("EMAIL_NETWORK_ISOLATION", "true"), ("EMAIL_SMTP_DOOR", "true"), ("EMAIL_SMTP_DOOR_IMAGE", "example.azurecr.io/door:1"), ("EMAIL_APP_SETTINGS", """{"Emails__MaxMessageBytes":"52428800"}""")));

    [Fact]
    public async Task Storage_is_zone_redundant_where_the_region_has_zones()
    {
        Assert.Equal(["Standard_ZRS", "Standard_ZRS"], Redundancy(await Default.Value));
        Assert.Equal(["Standard_LRS", "Standard_LRS"], Redundancy(await Changed.Value));
    }

    [Fact]
    public async Task Redundancy_that_is_asked_for_is_kept()
    {
        var deployment = await Deployment.OfAsync(("AZURE_LOCATION", "westus"), ("EMAIL_STORAGE_SKU", "Standard_GRS"));

        Assert.Equal(["Standard_GRS", "Standard_GRS"], Redundancy(deployment));
    }

    [Fact]
    public async Task Identity_of_the_app_has_no_role_where_its_program_is_kept()
    {
        var deployment = await Default.Value;

        var onPackage = deployment.Of(Assignments).Where(assignment => Deployment.Text(assignment, "id").Contains("format('package-{0}'", StringComparison.Ordinal));
        var ofPackageIdentity = deployment.Of(Assignments).Where(assignment => Principal(assignment).Contains(PackageIdentity, StringComparison.Ordinal));
        Assert.Equal(Principal(Assert.Single(onPackage)), Principal(Assert.Single(ofPackageIdentity)));
        Assert.Contains(PackageIdentity, Stored(deployment, "authentication", "userAssignedIdentityResourceId"), StringComparison.Ordinal);
        Assert.Contains("'package'", Stored(deployment, "value"), StringComparison.Ordinal);
        Assert.DoesNotContain(PackageIdentity, deployment.Setting("AZURE_CLIENT_ID"), StringComparison.Ordinal);
        Assert.DoesNotContain(PackageIdentity, deployment.Setting("AzureWebJobsStorage__clientId"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kind_of_the_deployer_is_claimed_only_where_it_is_known()
    {
        Assert.Null(KindOfDeployer(await Default.Value));
        Assert.Equal("ServicePrincipal", KindOfDeployer(await Changed.Value));
    }

    [Fact]
    public async Task Host_takes_bodies_a_little_larger_than_the_api_does()
    {
        AssertLimit(await Default.Value, 26_214_400);
        AssertLimit(await Changed.Value, 52_428_800);

        static void AssertLimit(Deployment deployment, int maxMessageBytes)
        {
            var ours = maxMessageBytes + (maxMessageBytes / 2);
            Assert.InRange(int.Parse(deployment.Setting("FUNCTIONS_REQUEST_BODY_SIZE_LIMIT"), CultureInfo.InvariantCulture), ours + 1, ours + (2 * 1024 * 1024));
        }
    }

    [Fact]
    public async Task Vault_and_storage_log_who_reads_and_deletes()
    {
        var deployment = await Default.Value;

        var logged = deployment.Of("Microsoft.Insights/diagnosticSettings").ToDictionary(
            StoreOf,
            setting => setting.GetProperty("properties").GetProperty("logs").EnumerateArray()
                .Where(log => log.GetProperty("enabled").GetBoolean()).Select(log => Deployment.Text(log, "category")));
        Assert.Equal(4, logged.Count);
        Assert.Equal(["AuditEvent"], logged["kv-"]);
        Assert.Equal(["AuditEvent"], logged["kvdkim"]);
        Assert.Equal(["StorageRead", "StorageWrite", "StorageDelete"], logged["stpkg"]);
        Assert.Equal(["StorageRead", "StorageDelete"], logged["st"]);
    }

    [Fact]
    public async Task Isolation_leaves_no_public_way_to_a_store()
    {
        var deployment = await Changed.Value;

        Assert.All(
            [.. deployment.Of(Accounts), .. deployment.Of("Microsoft.KeyVault/vaults")],
            store => Assert.Equal("Disabled", Deployment.Text(store.GetProperty("properties"), "publicNetworkAccess")));
        Assert.Equal(6, deployment.Of("Microsoft.Network/privateEndpoints").Count);
        Assert.Equal(4, deployment.Of("Microsoft.Network/privateDnsZones").Count);
    }

    [Fact]
    public async Task Smtp_door_is_deployed_on_request_with_public_ports_and_an_identity_of_its_own()
    {
        var deployment = await Changed.Value;

        Assert.Empty((await Default.Value).Of("Microsoft.App/containerApps"));
        Assert.Empty((await Default.Value).Of("Microsoft.Network/virtualNetworks"));
        var ingress = Assert.Single(deployment.Of("Microsoft.App/containerApps")).GetProperty("properties").GetProperty("configuration").GetProperty("ingress");
        var additional = Assert.Single(ingress.GetProperty("additionalPortMappings").EnumerateArray());
        Assert.Equal(("tcp", 587, 465), (Deployment.Text(ingress, "transport"), ingress.GetProperty("exposedPort").GetInt32(), additional.GetProperty("exposedPort").GetInt32()));
        Assert.Equal(3, Assert.Single(deployment.Of("Microsoft.Network/virtualNetworks")).GetProperty("properties").GetProperty("subnets").GetArrayLength());
        Assert.Equal(5, deployment.Of(Assignments).Count(assignment => Principal(assignment).Contains("doorIdentity", StringComparison.Ordinal)));
    }

    private static IEnumerable<string> Redundancy(Deployment deployment) =>
        deployment.Of(Accounts).Select(account => Deployment.Text(account.GetProperty("sku"), "name"));

    private static string? KindOfDeployer(Deployment deployment) =>
        Assert.Single(deployment.Of(Assignments), assignment => Principal(assignment) == "someone")
            .GetProperty("properties").TryGetProperty("principalType", out var kind) ? kind.GetString() : null;

    private static string StoreOf(JsonElement setting) =>
        new[] { "kv-", "kvdkim", "stpkg", "st" }.First(prefix => Deployment.Text(setting, "id").Split('/')[8].StartsWith(prefix, StringComparison.Ordinal));

    private static string Principal(JsonElement assignment) => Deployment.Text(assignment.GetProperty("properties"), "principalId");

    private static string Stored(Deployment deployment, params string[] path) =>
        ((string[])["properties", "functionAppConfig", "deployment", "storage", .. path])
            .Aggregate(deployment.Of("Microsoft.Web/sites").Single(), (element, name) => element.GetProperty(name)).GetString()!;
}
