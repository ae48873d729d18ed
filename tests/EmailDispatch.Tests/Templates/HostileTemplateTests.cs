namespace EmailDispatch.Tests.Templates;

/// <summary>Templates and values that would hang, exhaust or break out of a template engine. Each is refused, by a bound that counts and does not time.</summary>
public sealed class HostileTemplateTests
{
    // One refusal copies the template a few times; the largest is 600 KiB.
    private const long MaxBytes = 64 * 1024 * 1024;

    public static TheoryData<string> Templates { get; } = [.. HostileTemplate.All.Select(template => template.Name)];

    public static TheoryData<string> Large { get; } = [.. HostileTemplate.Large.Select(template => template.Name)];

    public static TheoryData<string> Styles { get; } = [.. HostileTemplate.Styles.Select(style => style.Name)];

    [Theory]
    [MemberData(nameof(Templates))]
    public async Task Hostile_template_or_value_is_refused(string name)
    {
        var hostile = HostileTemplate.All.Single(template => template.Name == name);
        await TemplateBench.RenderAsync(TemplateBench.Json("<p>{{{A}}}</p>", "A:string"), "{\"A\":\"first use\"}");
        var before = GC.GetAllocatedBytesForCurrentThread();

        var (rendered, errors) = await TemplateBench.RenderAsync(TemplateBench.Json(hostile.Html, hostile.Variables), hostile.Values);

        Assert.Null(rendered);
        Assert.Contains(errors, error => error.Message.Contains(hostile.Fault, StringComparison.Ordinal));
        Assert.All(errors, error => Assert.InRange(error.Message.Length, 1, 600));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < MaxBytes, name);
    }

    [Theory]
    [MemberData(nameof(Large))]
    public async Task Large_template_is_rendered(string name)
    {
        var large = HostileTemplate.Large.Single(template => template.Name == name);

        var (rendered, errors) = await TemplateBench.RenderAsync(TemplateBench.Json(large.Html, large.Variables), large.Values);

        Assert.Empty(errors);
        Assert.NotNull(rendered);
    }

    [Theory]
    [MemberData(nameof(Styles))]
    public void Hostile_style_sheet_is_inlined_or_refused(string name)
    {
        var (_, html, fault) = HostileTemplate.Styles.Single(style => style.Name == name);
        TemplateBench.Inline("<style>p{color:red}</style><p>first use</p>");
        var before = GC.GetAllocatedBytesForCurrentThread();

        var (inlined, errors) = TemplateBench.Inline(html);

        Assert.Equal(fault is null, inlined is not null);
        Assert.All(errors, error => Assert.Contains(fault ?? "none", error.Message, StringComparison.Ordinal));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < MaxBytes, name);
    }
}
