using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EmailDispatch.Benchmarks.Measuring;

/// <summary>The results of one scenario: printed immediately, and written as JSON at the end.</summary>
internal sealed class Report(string scenario)
{
    private const string Folder = ".local/bench";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private readonly List<object> _measured = [];
    private readonly List<Figure> _figures = [];
    private readonly List<string> _remarks = [];

    public IReadOnlyList<Figure> Figures => _figures;

    public void Add(Comparison comparison)
    {
        Console.WriteLine($"\n  {comparison.Title}");
        foreach (var (side, samples) in comparison.Results)
            Print(side, samples, comparison.Unit);
        for (var other = 1; other < comparison.Results.Count; other++)
            Print($"ratio to {comparison.Results[other].Side}", comparison.Ratio(other), "");

        _measured.Add(new
        {
            comparison.Title,
            comparison.Unit,
            Sides = comparison.Results.Select(r => new { r.Side, r.Samples.Median, r.Samples.Min, r.Samples.Max, r.Samples.Values }),
            Ratios = Enumerable.Range(1, comparison.Results.Count - 1).Select(other => comparison.Ratio(other).Values),
        });
    }

    public void Add(string title, Samples samples, string unit, params double[] percentiles)
    {
        Print(title, samples, unit);
        foreach (var percent in percentiles)
            Console.WriteLine($"    {$"p{percent}",-44} {Number(samples.Percentile(percent)),10} {unit}");
        _measured.Add(new { Title = title, Unit = unit, samples.Median, samples.Min, samples.Max, samples.Values });
    }

    public void Add(string title, double value, string unit)
    {
        Console.WriteLine($"    {title,-44} {Number(value),10} {unit}");
        _measured.Add(new { Title = title, Unit = unit, Value = value });
    }

    public void Add(Figure figure)
    {
        _figures.Add(figure);
        Print(figure);
    }

    public void Remark(string remark)
    {
        _remarks.Add(remark);
        Console.WriteLine($"  ! {remark}");
    }

    /// <summary>Writes the results, with the machine they were measured on.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Folder);
        var now = TimeProvider.System.GetUtcNow();
        var file = Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"{now:yyyyMMdd-HHmmss}-{scenario}.json"));
        await using var stream = File.Create(file);
        await JsonSerializer.SerializeAsync(
            stream, new { Scenario = scenario, At = now, Machine = Machine.Current, Figures = _figures, Measured = _measured, Remarks = _remarks }, Json, cancellationToken);
        Console.WriteLine($"\n  written to {file}");
    }

    /// <summary>Adds the figures of an earlier run to <paramref name="figures"/>.</summary>
    public static bool TryReadFigures(string file, Dictionary<string, double> figures)
    {
        if (!File.Exists(file))
            return false;
        using var json = JsonDocument.Parse(File.ReadAllBytes(file));
        foreach (var figure in json.RootElement.GetProperty("figures").EnumerateArray())
        {
            if (figure.GetProperty("value") is { ValueKind: JsonValueKind.Number } value)
                figures[figure.GetProperty("name").GetString()!] = value.GetDouble();
        }

        return true;
    }

    /// <summary>Prints a figure, and how much it has changed since an <paramref name="earlier"/> run.</summary>
    public static void Print(Figure figure, double? earlier = null)
    {
        var change = figure.Value is { } now && earlier is { } then
            ? string.Create(CultureInfo.InvariantCulture, $"   was {Number(then)}{figure.Unit}{(then == 0 ? "" : $", {(now / then - 1) * 100:+0;-0;0} %")}") : "";
        Console.WriteLine(
            $"  {(figure.IsReached ? "reached   " : "NOT REACHED")} {figure.Name,-62} {(figure.Value is { } value ? Number(value) + figure.Unit : figure.Remark),12}   {figure.Target}{change}");
    }

    private static void Print(string name, Samples samples, string unit) =>
        Console.WriteLine($"    {name,-44} {Number(samples.Median),10} {unit,-12} ({Number(samples.Min)} – {Number(samples.Max)}, {samples.Values.Count} rounds)");

    private static string Number(double value) =>
        value.ToString(Math.Abs(value) switch { >= 1000 => "N0", >= 100 => "0.0", _ => "0.00" }, CultureInfo.InvariantCulture);
}
