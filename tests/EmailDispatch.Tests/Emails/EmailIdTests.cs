using EmailDispatch.Emails;

namespace EmailDispatch.Tests.Emails;

public sealed class EmailIdTests
{
    [Fact]
    public void Id_contains_its_time()
    {
        var time = ManualTime.At("2026-03-04T05:06:07.089Z");

        var id = EmailId.New(time);

        Assert.Equal(time.GetUtcNow(), id.AcceptedAt);
    }

    [Fact]
    public void Id_is_a_version_7_uuid()
    {
        var id = EmailId.New(ManualTime.At("2026-03-04T05:06:07.089Z"));

        var uuid = Guid.Parse(id.ToString());

        Assert.Equal(7, uuid.Version);
        Assert.Equal(0b1000, uuid.Variant & 0b1100);
    }

    [Fact]
    public void Text_is_read_back()
    {
        var id = EmailId.New(TimeProvider.System);

        Assert.True(EmailId.TryParse(id.ToString(), out var read));
        Assert.Equal(id, read);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("4b0c9c2e-7b0c-4f7e-9d5e-0d3a5d8f0b11")]
    [InlineData("0195a1b2c3d47e5f8a6b1c2d3e4f5061")]
    public void Anything_else_is_no_id(string? text) => Assert.False(EmailId.TryParse(text, out _));

    [Fact]
    public void Counted_down_ids_sort_newest_first()
    {
        var older = EmailId.New(ManualTime.At("2026-03-04T05:06:07.089Z"));
        var newer = EmailId.New(ManualTime.At("2026-03-04T05:06:07.090Z"));

        Assert.True(string.CompareOrdinal(newer.CountedDown(), older.CountedDown()) < 0);
        Assert.Equal(older, EmailId.FromCountedDown(older.CountedDown()));
    }
}
