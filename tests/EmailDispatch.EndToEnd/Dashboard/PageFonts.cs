using Microsoft.Playwright;

namespace EmailDispatch.EndToEnd.Dashboard;

/// <summary>Shows the dashboard in fixed fonts, because its default fonts differ between machines.</summary>
internal static class PageFonts
{
    public const string Wide = "Verdana, \"DejaVu Sans\"";
    public const string Narrow = "Arial, \"Liberation Sans\"";

    // The same word is much wider in the wide font.
    private const string Measure =
        """
        ([wide, narrow]) => {
          const context = document.createElement('canvas').getContext('2d');
          const widthIn = font => { context.font = `100px ${font}`; return context.measureText('Suppressions 87,654,321').width; };
          return widthIn(wide) / widthIn(narrow);
        }
        """;

    public static async Task UseAsync(IBrowserContext context, string fonts, string sheet = "**/dashboard.css") =>
        await context.RouteAsync(sheet, async route =>
        {
            var response = await route.FetchAsync();
            await route.FulfillAsync(new() { Response = response, Body = $"{await response.TextAsync()}\n:root {{ --sans: {fonts}; --mono: {fonts}; }}" });
        });

    public static async Task SkipWhereMissingAsync(IPage page)
    {
        var ratio = await page.EvaluateAsync<double>(Measure, new[] { Wide, Narrow });
        Assert.SkipWhen(ratio < 1.1, $"Neither {Wide} nor {Narrow} is installed: their widths are as {ratio:0.00} to 1.");
    }
}
