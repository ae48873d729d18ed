using System.Reflection;

namespace EmailDispatch.Tests.Infra;

/// <summary>Every queue, table and container that the code names is made by infra/, and no other.</summary>
public sealed class StorageTests
{
    private const string Storage = "infra/modules/storage.bicep";

    [Fact]
    public void Queues_of_the_code_exist_each_with_its_poison_queue()
    {
        var queues = InfraFiles.Quoted(InfraFiles.Variable(Storage, "queueNames"));

        Assert.Empty(Constants("QueueName").Except(queues));
        Assert.All(queues.Where(name => !name.EndsWith("-poison", StringComparison.Ordinal)), name => Assert.Contains($"{name}-poison", queues));
    }

    [Fact]
    public void Tables_of_the_code_exist()
    {
        var tables = InfraFiles.Quoted(InfraFiles.Variable(Storage, "tableNames"));

        Assert.Contains("EmailStatus", Constants("TableName"));
        Assert.Empty(Constants("TableName").Except(tables));
    }

    [Fact]
    public void Containers_of_the_code_exist()
    {
        var storage = InfraFiles.Read(Storage);

        Assert.NotEmpty(Constants("ContainerName"));
        Assert.All(Constants("ContainerName"), name => Assert.Contains($"ContainerName = '{name}'", storage, StringComparison.Ordinal));
    }

    [Fact]
    public void Stored_data_is_documented()
    {
        var document = InfraFiles.Read("docs/architecture.md").Split("\n## Data storage and retention\n")[1].Split("\n## ")[0];
        var names = InfraFiles.Quoted(InfraFiles.Variable(Storage, "queueNames")).Where(name => !name.EndsWith("-poison", StringComparison.Ordinal))
            .Concat(InfraFiles.Quoted(InfraFiles.Variable(Storage, "tableNames")));

        Assert.All(names, name => Assert.Contains($"`{name}`", document, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Storage)]
    [InlineData("infra/modules/package.bicep")]
    public void Keys_and_public_blobs_are_off(string account)
    {
        var storage = InfraFiles.Read(account);

        Assert.All(
            ["allowSharedKeyAccess: false", "allowBlobPublicAccess: false", "minimumTlsVersion: 'TLS1_2'", "supportsHttpsTrafficOnly: true"],
            line => Assert.Contains(line, storage, StringComparison.Ordinal));
    }

    private static HashSet<string> Constants(string suffix) =>
        [.. typeof(EmailDispatchServices).Assembly.GetTypes()
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(field => field.IsLiteral && field.FieldType == typeof(string) && field.Name.EndsWith(suffix, StringComparison.Ordinal))
            .Select(field => (string)field.GetRawConstantValue()!)];
}
