using EmailDispatch.Intake.Attachments;

namespace EmailDispatch.Tests.Intake.Attachments;

public sealed class AttachmentNamesTests
{
    [Theory]
    [InlineData(254, "a", 255)]
    [InlineData(300, "a", 255)]
    // A character of two units is not split.
    [InlineData(254, "\ud83d\ude00", 254)]
    [InlineData(253, "\ud83d\ude00", 255)]
    public void Name_has_at_most_255_characters(int length, string end, int expected)
    {
        using var content = new ByteArrayContent([]);
        var name = new string('a', length) + end;

        var given = AttachmentNames.FilenameOf(content.Headers, new Uri($"https://files.example/{Uri.EscapeDataString(name)}"));

        Assert.Equal(name[..expected], given);
    }
}
