using System.Text;
using EmailDispatch.Smtp;

namespace EmailDispatch.Tests.Smtp;

public sealed class LongFileNameTests
{
    [Theory]
    [InlineData("a.pdf")]
    [InlineData("🎉.zip")]
    [InlineData("请求书.pdf")]
    [InlineData("a long name of the kind that people give to the files of their reports, with the year and 100%, 2026.pdf")]
    public void Name_that_is_not_cut_is_left_to_mimekit(string filename)
    {
        Assert.False(LongFileName.Needs(filename));
    }

    [Theory]
    [InlineData("=?utf-8?q?x?=")]
    [InlineData("a\\b")]
    [InlineData("请求书请求书请求书请求书请求书请求书请求书请求书.pdf")]
    public void Name_that_mimekit_or_a_reader_would_change_is_written_here(string filename)
    {
        Assert.True(LongFileName.Needs(filename));
    }

    [Fact]
    public void Every_section_has_whole_characters_only_and_fits_its_line()
    {
        var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);
        for (var shift = 0; shift < 12; shift++)
        {
            var filename = new string('a', shift) + string.Concat(Enumerable.Repeat("🎉é 日", 50)) + ".pdf";

            var field = Encoding.ASCII.GetString(LongFileName.ToContentDisposition("attachment", filename).RawValue);

            var lines = field.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
            var sections = lines.Skip(1).Select((line, n) => line.TrimEnd(';')[$"\tfilename*{n}*=".Length..].Replace("utf-8''", "", StringComparison.Ordinal));
            Assert.True(LongFileName.Needs(filename));
            Assert.All(lines, line => Assert.InRange(line.Length, 1, 78));
            Assert.Equal(filename, string.Concat(sections.Select(section => strict.GetString([.. Unescape(section)]))));
        }
    }

    private static IEnumerable<byte> Unescape(string section)
    {
        for (var i = 0; i < section.Length; i++)
        {
            if (section[i] == '%')
            {
                yield return Convert.ToByte(section.Substring(i + 1, 2), 16);
                i += 2;
            }
            else
            {
                yield return (byte)section[i];
            }
        }
    }
}
