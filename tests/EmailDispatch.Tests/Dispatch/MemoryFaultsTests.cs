using EmailDispatch.Dispatch;

namespace EmailDispatch.Tests.Dispatch;

public sealed class MemoryFaultsTests
{
    private static readonly Exception Memory = new InsufficientMemoryException();
    private static readonly Exception Bug = new InvalidOperationException("broken");

    public static TheoryData<Exception?, bool> Faults => new()
    {
        { null, false },
        { Bug, false },
        { Memory, true },
        { new InvalidOperationException("outer", Memory), true },
        { new InvalidOperationException("outer", Bug), false },
        { new AggregateException(Bug, Memory), true },
        { new AggregateException(Bug, Bug), false },
        { new InvalidOperationException("outer", new AggregateException(Bug, new InvalidOperationException("inner", Memory))), true },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Memory_is_the_cause_wherever_it_is_in_the_chain(Exception? fault, bool isMemory) => Assert.Equal(isMemory, MemoryFaults.Is(fault));
}
