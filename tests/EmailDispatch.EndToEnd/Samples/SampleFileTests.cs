using System.Text.Json;
using System.Text.RegularExpressions;

namespace EmailDispatch.EndToEnd.Samples;

/// <summary>The samples contain what their names say, so a passing test has really tried it.</summary>
public sealed partial class SampleFileTests
{
    private static readonly string[] ContentFields =
        ["from", "to", "cc", "bcc", "reply_to", "subject", "html", "text", "headers", "attachments", "tags"];

    [Theory]
    [MemberData(nameof(Sample.All), MemberType = typeof(Sample))]
    public void A_sample_has_content_fields_only_and_is_small(string sample)
    {
        using var request = JsonDocument.Parse(Sample.Read(sample));

        Assert.Subset(ContentFields.ToHashSet(), request.RootElement.EnumerateObject().Select(field => field.Name).ToHashSet());
        Assert.InRange(Sample.Read(sample).Length, 1, 50 * 1024);
    }

    [Theory]
    [MemberData(nameof(Sample.All), MemberType = typeof(Sample))]
    public void A_sample_names_reserved_domains_only(string sample)
    {
        var email = Expected(sample);
        var mailboxes = email.To.Concat(email.Cc).Concat(email.Bcc).Concat(email.ReplyTo).Append(email.From);

        Assert.All(mailboxes, mailbox => Assert.Matches(ReservedDomain(), mailbox.Address));
    }

    [Fact]
    public void Each_sample_is_found_by_its_first_recipient()
    {
        var first = Sample.Names.Select(name => Expected(name).To[0].Address).ToList();
        var others = Sample.Names.SelectMany(name => Expected(name) is var email ? email.To.Skip(1).Concat(email.Cc).Concat(email.Bcc) : [])
            .Select(mailbox => mailbox.Address);

        Assert.Equal(first.Count, first.Distinct().Count());
        Assert.Empty(first.Intersect(others));
    }

    [Fact]
    public void Each_sample_has_its_line_in_the_readme()
    {
        var readme = File.ReadAllText(Path.Combine(Sample.Folder, "README.md"));

        Assert.All(Sample.Names, name => Assert.Contains($"`{name}.json`", readme, StringComparison.Ordinal));
    }

    [Fact]
    public void Fifty_recipients_are_fifty_over_to_cc_and_bcc()
    {
        var email = Expected("fifty-recipients");

        Assert.All(new[] { email.To, email.Cc, email.Bcc }, Assert.NotEmpty);
        Assert.Equal(50, email.To.Concat(email.Cc).Concat(email.Bcc).Select(mailbox => mailbox.Address).Distinct().Count());
    }

    [Fact]
    public void Long_lines_are_of_998_999_and_5000_characters()
    {
        var lengths = Expected("long-lines").Text!.Split('\n').Select(line => line.Length).ToList();

        Assert.Subset(lengths.ToHashSet(), new HashSet<int> { 998, 999, 5000 });
    }

    [Fact]
    public void Leading_dots_are_one_two_and_before_text()
    {
        var lines = Expected("leading-dots").Text!.Split("\r\n");

        Assert.StartsWith(".", lines[0], StringComparison.Ordinal);
        Assert.Subset(lines.ToHashSet(), new HashSet<string> { ".", "..", ".hidden" });
    }

    [Fact]
    public void Long_subject_exceeds_900_characters()
    {
        Assert.InRange(Expected("long-subject").Subject.Length, 901, 998);
    }

    [Theory]
    [InlineData("9mb-attachment", 9 * 1024 * 1024, "a95f961a3cb6520c01dda38ecc4ea971b1c558eda2465bed8feab7b5648943cb")]
    [InlineData("60kb-attachment", 60 * 1024, "346a56dcc20b68dfaa8604f3355ca2377a8d4fb69aa29743ca55497cbe60a2a9")]
    [InlineData("three-attachments", 512, "1c7454fdb5783a77693d566de1ea54b3f3ba558f48aae8f782c199c84e355143")]
    public void Attachments_have_the_size_and_digest_that_the_rule_gives(string sample, int size, string sha256)
    {
        var attachment = Expected(sample).Attachments[^1];

        Assert.Equal(size, attachment.Size);
        Assert.Equal(sha256, attachment.Sha256);
    }

    private static ExpectedEmail Expected(string sample) => ExpectedEmail.FromRequest(Sample.Load(sample));

    [GeneratedRegex(@"@([^@]+\.)?(test|example|example\.(com|org|net))$")]
    private static partial Regex ReservedDomain();
}
