using System.Xml.Linq;

namespace EmailDispatch.Dev;

internal sealed record Totals(int Passed, int Failed, int Skipped)
{
    public static Totals Read(string folder)
    {
        var sum = new Totals(0, 0, 0);
        foreach (var file in Directory.Exists(folder) ? Directory.GetFiles(folder, "*.trx") : [])
        {
            var counters = XDocument.Load(file).Descendants().Single(element => element.Name.LocalName == "Counters");
            var (total, executed, passed) = (Count("total"), Count("executed"), Count("passed"));
            // The runner leaves `notExecuted` at 0; skipped tests are those counted but not executed.
            sum = new Totals(sum.Passed + passed, sum.Failed + executed - passed, sum.Skipped + total - executed);

            int Count(string name) => (int)counters.Attribute(name)!;
        }

        return sum;
    }

    /// <summary>What the simulation reports of its seeds.</summary>
    public static IEnumerable<string> FindFigures(string folder) => (Directory.Exists(folder) ? Directory.GetFiles(folder, "EmailDispatch.Simulation.trx") : [])
        .SelectMany(file => XDocument.Load(file).Descendants().Where(element => element.Name.LocalName == "StdOut"))
        .SelectMany(output => output.Value.Split('\n'))
        .Where(line => line.StartsWith("Seeds ", StringComparison.Ordinal));

    public override string ToString() => $"{Passed} passed, {Failed} failed{(Skipped > 0 ? $", {Skipped} skipped" : "")}";
}
