using System.Reflection;
using EmailDispatch.Queueing;

namespace EmailDispatch.Tests.Storage;

public sealed class LibraryLifetimeTests
{
    [Fact]
    public void Every_table_and_queue_of_the_library_is_created_at_the_start()
    {
        var tables = NamesOf("TableName");
        var queues = NamesOf("QueueName").Concat(NamesOf("PoisonQueueName"));

        Assert.Equal(tables.Order(StringComparer.Ordinal), LibraryLifetime.Tables.Order(StringComparer.Ordinal));
        Assert.Equal(queues.Order(StringComparer.Ordinal), LibraryLifetime.Queues.Order(StringComparer.Ordinal));
        Assert.Equal([PayloadStore.ContainerName], NamesOf("ContainerName"));
    }

    private static IEnumerable<string> NamesOf(string constant) => typeof(LibraryLifetime).Assembly.GetTypes()
        .Select(type => type.GetField(constant, BindingFlags.Public | BindingFlags.Static)?.GetRawConstantValue()).OfType<string>();
}
