using EmailDispatch.Emails;
using EmailDispatch.Intake;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Tests.Intake;

public sealed class RequestBudgetTests
{
    private const int Room = 1_000_000;

    private readonly RequestBudget _budget = New(Room, long.MaxValue);

    [Theory]
    [InlineData(Room, Room * 24L, Room)]
    [InlineData(Room, 12_000_000, 500_000)]
    [InlineData(500_000, Room * 24L, 500_000)]
    public void Room_is_the_limit_or_a_share_of_the_memory(int limit, long memory, int room)
    {
        var budget = New(limit, memory);

        Assert.True(budget.TryTake(1));
        Assert.True(budget.TryTake(room - 1));
        Assert.False(budget.TryTake(1));
        Assert.Equal(room, budget.Taken);
    }

    [Fact]
    public void Request_that_holds_all_that_is_taken_has_more_than_the_room()
    {
        Assert.True(_budget.TryTake(Room));
        Assert.True(_budget.TryTake(Room, held: Room));
        Assert.False(_budget.TryTake(1, held: (2 * Room) - 1));
        Assert.Equal(2 * Room, _budget.Taken);
    }

    [Fact]
    public void Share_takes_what_exceeds_the_free_bytes_and_returns_what_is_no_longer_held()
    {
        using (var share = new RequestShare(_budget))
        {
            share.Hold(RequestShare.Free);
            Assert.Equal(0, _budget.Taken);
            share.HoldMore(1000);
            Assert.Equal(1000, _budget.Taken);
            share.HoldMore(1000);
            Assert.Equal(2000, _budget.Taken);
            share.Hold(RequestShare.Free + 500);
            Assert.Equal(500, _budget.Taken);
        }

        Assert.Equal(0, _budget.Taken);
    }

    [Fact]
    public void Share_without_room_takes_nothing_unless_the_request_is_alone()
    {
        using var alone = new RequestShare(_budget);
        alone.Hold(RequestShare.Free + Room);
        alone.Hold(RequestShare.Free + Room + 1);
        using var other = new RequestShare(_budget);

        Assert.Throws<ServerBusyException>(() => other.Hold(RequestShare.Free + 1));

        Assert.Equal(Room + 1, _budget.Taken);
    }

    private static RequestBudget New(int limit, long memory) => new(Options.Create(new EmailLimits { MaxRequestBytesInFlight = limit }), memory);
}
