using EmailDispatch.Domains;

namespace EmailDispatch.Tests.Domains;

public sealed class DomainChecksTests
{
    private static readonly DateTimeOffset CheckedAt = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(DomainState.Verified, 22, false)]
    [InlineData(DomainState.Verified, 23, true)]
    [InlineData(DomainState.Failed, 22, false)]
    [InlineData(DomainState.Failed, 24, true)]
    [InlineData(DomainState.Pending, 1, true)]
    [InlineData(DomainState.TemporaryFailure, 1, true)]
    [InlineData(DomainState.Pending, 0, false)]
    public void Domain_is_due_once_a_day_or_every_hour_while_something_may_come(DomainState state, int hours, bool isDue)
    {
        var domain = new DomainKey("one", "id", CheckedAt, state);

        Assert.Equal(isDue, DomainChecks.IsDue(domain, CheckedAt + TimeSpan.FromHours(hours)));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(0, false)]
    public void Domain_that_is_signed_for_is_due_every_hour(int hours, bool isDue)
    {
        var domain = new DomainKey("one", "id", CheckedAt, DomainState.Verified, IsSigned: true);

        Assert.Equal(isDue, DomainChecks.IsDue(domain, CheckedAt + TimeSpan.FromHours(hours)));
    }

    [Fact]
    public void Domain_that_was_never_checked_is_due()
    {
        Assert.True(DomainChecks.IsDue(new DomainKey("one", "id", null, DomainState.Pending), CheckedAt));
    }

    [Fact]
    public void Id_is_that_of_tenant_and_name()
    {
        var id = DomainId.Of("one", "acme.test");

        Assert.Equal(id, DomainId.Of("one", "acme.test"));
        Assert.NotEqual(id, DomainId.Of("two", "acme.test"));
        Assert.Equal((8, id), (Guid.Parse(id).Version, DomainId.Normalise(id.ToUpperInvariant())));
        Assert.Null(DomainId.Normalise("a/b?c"));
    }
}
