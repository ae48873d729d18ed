using System.Text.RegularExpressions;

namespace EmailDispatch.Tests.Infra;

/// <summary>The roles that infra/ assigns are those that docs/security.md gives reasons for, by the ids that Azure knows them by.</summary>
public sealed partial class RolesTests
{
    private const string Roles = "infra/modules/roles.bicep";

    // Each compared with two public sources, not with infra/: Microsoft's list of built-in roles,
    // https://learn.microsoft.com/azure/role-based-access-control/built-in-roles (storage, security, monitor), and the
    // builtInRoleNames of the Azure Verified Modules, https://github.com/Azure/bicep-registry-modules, in the main.bicep of
    // avm/res/storage/storage-account, avm/res/key-vault/vault and avm/res/insights/component.
    private static readonly Dictionary<string, string> BuiltIn = new()
    {
        ["Storage Blob Data Contributor"] = "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
        ["Storage Blob Data Owner"] = "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
        ["Storage Queue Data Contributor"] = "974c5e8b-45b9-4653-ba55-5f855dd0fb88",
        ["Storage Table Data Contributor"] = "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3",
        ["Key Vault Secrets User"] = "4633458b-17de-408a-b874-0445c86b69e6",
        ["Key Vault Secrets Officer"] = "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
        ["AcrPull"] = "7f951dda-4ed3-4680-a7ca-43fe172d538d",
        ["Monitoring Metrics Publisher"] = "3913510d-42f4-4e42-8a64-420c390055eb",
    };

    [Fact]
    public void Roles_match_the_security_document()
    {
        var section = InfraFiles.Read("docs/security.md").Split("\n## Roles\n")[1].Split("\n## ")[0];

        var documented = Row().Matches(section).Select(match => match.Groups[1].Value).Where(name => name != "role");

        Assert.Equal(documented.Order(StringComparer.Ordinal), Assigned().Select(role => role.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Roles_have_their_ids()
    {
        Assert.All(Assigned(), role => Assert.Equal(BuiltIn[role.Name], role.Id));
        Assert.Equal(BuiltIn.Keys.Order(StringComparer.Ordinal), Assigned().Select(role => role.Name).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_id_in_the_templates_is_that_of_a_known_role()
    {
        var ids = InfraFiles.Bicep.SelectMany(file => Id().Matches(File.ReadAllText(file))).Select(match => match.Value).ToList();

        Assert.NotEmpty(ids);
        Assert.Empty(ids.Except(BuiltIn.Values));
    }

    [Fact]
    public void Every_set_of_roles_is_assigned_on_one_resource()
    {
        var roles = InfraFiles.Read(Roles);

        var sets = Set().Matches(roles).Select(match => match.Groups[1].Value).ToList();

        Assert.Equal(["storageRoles", "packageRoles", "vaultRoles", "dkimVaultRoles", "insightsRoles", "doorStorageRoles", "doorVaultRoles", "doorRegistryRoles", "deployerRoles"], sets);
        Assert.All(sets, set => Assert.Single(Regex.Matches(roles, $@"items\({set}\)")));
        Assert.Equal(["storage", "packageStorage", "vault", "dkimVault", "insights", "storage", "vault", "registry", "vault"], Scope().Matches(roles).Select(match => match.Groups[1].Value));
    }

    [Fact]
    public void No_other_module_assigns_roles() =>
        Assert.Equal([InfraFiles.At(Roles)], InfraFiles.Bicep.Where(file => File.ReadAllText(file).Contains("roleAssignments@", StringComparison.Ordinal)));

    private static List<(string Name, string Id)> Assigned() => [.. Role().Matches(InfraFiles.Read(Roles)).Select(match => (match.Groups[1].Value, match.Groups[2].Value))];

    [GeneratedRegex(@"^\| ([A-Za-z ]+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("'?([A-Za-z][A-Za-z ]*?)'?: '([0-9a-f-]{36})'")]
    private static partial Regex Role();

    [GeneratedRegex("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")]
    private static partial Regex Id();

    [GeneratedRegex(@"^var (\w+Roles) = ", RegexOptions.Multiline)]
    private static partial Regex Set();

    [GeneratedRegex(@"^    scope: (\w+)$", RegexOptions.Multiline)]
    private static partial Regex Scope();
}
