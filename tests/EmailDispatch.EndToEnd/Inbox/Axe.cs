using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace EmailDispatch.EndToEnd.Inbox;

/// <summary>
/// What axe (https://github.com/dequelabs/axe-core) finds in a page. The package's <c>RunAxe</c> loads axe at every run, into the page and into a
/// new profile that joins the results of frames; here axe is loaded once, and only pages with frames to be searched need the package's way.
/// </summary>
internal static class Axe
{
    private static readonly string Script = new BundledAxeScriptProvider().GetScript();

    public static async Task<List<string>> FindAsync(IPage page, string where, bool inFrames = true)
    {
        var found = inFrames && page.Frames.Count > 1 ? await FindInFramesAsync(page) : await FindInPageAsync(page);
        return [.. found.Select(violation => $"{where}: {violation}")];
    }

    private static async Task<string[]> FindInPageAsync(IPage page)
    {
        if (!await page.EvaluateAsync<bool>("'axe' in window"))
            await page.EvaluateAsync(Script);
        return await page.EvaluateAsync<string[]>(
            """
            async () => {
              const { passes, violations } = await axe.run(document, { iframes: false, resultTypes: ['violations'] });
              if (!passes.length) throw new Error('axe tested nothing');
              return violations.flatMap(({ id, nodes }) => nodes.map(node => `${id}, ${node.html}`));
            }
            """);
    }

    private static async Task<IEnumerable<string>> FindInFramesAsync(IPage page) =>
        (await page.RunAxe()).Violations.SelectMany(violation => violation.Nodes.Select(node => $"{violation.Id}, {node.Html}"));
}
