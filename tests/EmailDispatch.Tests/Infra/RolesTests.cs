using System.Text.RegularExpressions;

namespace EmailDispatch.Tests.Infra;

/// <summary>The roles that infra/ assigns are those that docs/security.md gives reasons for, by the ids that Azure knows them by.</summary>
public sealed partial class RolesTests
{
    private const string Roles = "infra/modules/roles.bicep";

    // https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
    private static readonly Dictionary<string, string> BuiltIn = new()
    {
        ["Storage Blob Data Owner"] = "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
        ["Storage Queue Data Contributor"] = "974c5e8b-45b9-4653-ba55-5f855dd0c9c8",
        ["Storage Table Data Contributor"] = "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3",
        ["Key Vault Secrets User"] = "4633458b-17de-408a-b874-0445c86b69e6",
        ["Key Vault Secrets Officer"] = "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
        ["Monitoring Metrics Publisher"] = "3913510d-42f4-4e42-8a64-420c390055eb",
    };

    [Fact]
    public void Roles_are_those_of_the_security_document()
    {
        var section = InfraFiles.Read("docs/security.md").Split("\n## Roles\n")[1].Split("\n## ")[0];

        var documented = Row().Matches(section).Select(match => match.Groups[1].Value).Where(name => name != "role");

        Assert.Equal(documented.Order(StringComparer.Ordinal), Assigned().Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Roles_have_their_ids()
    {
        Assert.Equal(BuiltIn.OrderBy(role => role.Key, StringComparer.Ordinal), Assigned().OrderBy(role => role.Key, StringComparer.Ordinal));
    }

    [Fact]
    public void Every_set_of_roles_is_assigned_on_one_resource()
    {
        var roles = InfraFiles.Read(Roles);

        var sets = Set().Matches(roles).Select(match => match.Groups[1].Value).ToList();

        Assert.Equal(["storageRoles", "vaultRoles", "insightsRoles", "deployerRoles"], sets);
        Assert.All(sets, set => Assert.Single(Regex.Matches(roles, $@"items\({set}\)")));
        Assert.Equal(["storage", "vault", "insights", "vault"], Scope().Matches(roles).Select(match => match.Groups[1].Value));
    }

    [Fact]
    public void No_other_module_assigns_roles() =>
        Assert.Equal([InfraFiles.At(Roles)], InfraFiles.Bicep.Where(file => File.ReadAllText(file).Contains("roleAssignments@", StringComparison.Ordinal)));

    private static Dictionary<string, string> Assigned() => Role().Matches(InfraFiles.Read(Roles)).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);

    [GeneratedRegex(@"^\| ([A-Za-z ]+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("'([A-Za-z ]+)': '([0-9a-f-]{36})'")]
    private static partial Regex Role();

    [GeneratedRegex(@"^var (\w+Roles) = ", RegexOptions.Multiline)]
    private static partial Regex Set();

    [GeneratedRegex(@"^    scope: (\w+)$", RegexOptions.Multiline)]
    private static partial Regex Scope();
}
