using Azure;
using EmailDispatch.Storage;

namespace EmailDispatch.Tests.Storage;

public sealed class StorageFaultsTests
{
    [Theory]
    [InlineData(409, "EntityAlreadyExists", true)]
    [InlineData(412, "UpdateConditionNotSatisfied", true)]
    [InlineData(404, "ResourceNotFound", true)]
    [InlineData(404, "TableNotFound", false)]
    [InlineData(403, "AuthorizationFailure", false)]
    [InlineData(503, "ServerBusy", false)]
    public void Lost_race_is_told_from_a_fault(int status, string code, bool isLost)
    {
        var fault = new RequestFailedException(status, "", code, null);

        Assert.Equal(isLost, StorageFaults.IsLost(fault));
    }

    [Fact]
    public void Failure_of_every_try_is_a_fault_of_storage_and_a_bug_is_not()
    {
        var tries = new AggregateException(new RequestFailedException(0, "no answer"), new TaskCanceledException());

        Assert.True(StorageFaults.Is(tries));
        Assert.False(StorageFaults.Is(new RequestFailedException(400, "bad")));
        Assert.True(StorageFaults.IsAny(new RequestFailedException(400, "bad")));
        Assert.False(StorageFaults.IsAny(new InvalidOperationException()));
    }
}
