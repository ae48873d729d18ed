using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.RegularExpressions;
using EmailDispatch.Naming;
using EmailDispatch.Replies;
using EmailDispatch.Telemetry;
using EmailDispatch.Tests.Infra;

namespace EmailDispatch.Tests.Docs;

/// <summary>docs/operations.md has every log event, instrument and span that the code has, and no other.</summary>
public sealed partial class OperationsDocumentTests
{
    private static readonly string Document = InfraFiles.Read("docs/operations.md");

    [Fact]
    public void Every_log_event_is_listed_with_its_level()
    {
        var declared = LogEvent.All.Select(e => $"{e.Id.ToString(CultureInfo.InvariantCulture)} {e.Level}").Order(StringComparer.Ordinal);

        var documented = MarkdownTables.Rows(Document, "Log events").Select(row => $"{row[0]} {row[1]}");

        Assert.Equal(declared, documented);
    }

    [Fact]
    public void Log_event_ids_are_unique()
    {
        var shared = LogEvent.All.GroupBy(e => e.Id).Where(g => g.Count() > 1).Select(g => $"{g.Key}: {string.Join(", ", g.Select(e => e.Source))}");

        Assert.Empty(shared);
        Assert.Equal(LogEvent.CountOfDeclarations(), LogEvent.All.Count);
    }

    [Fact]
    public void Every_instrument_is_listed_with_kind_unit_and_tags()
    {
        var documented = MarkdownTables.Rows(Document, "Metrics")
            .Select(row => new Instrument(row[0].Trim('`'), row[1], row[2].Trim('`'), string.Join(',', MarkdownTables.Code(row[3]).Order(StringComparer.Ordinal))));

        Assert.Equal(Instruments().OrderBy(i => i.Name, StringComparer.Ordinal), documented.OrderBy(i => i.Name, StringComparer.Ordinal));
    }

    [Fact]
    public void Every_span_is_listed_with_its_attributes()
    {
        var sources = Directory.GetFiles(InfraFiles.At("src/EmailDispatch"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText).ToList();
        var rows = MarkdownTables.Rows(Document, "Spans");

        Assert.Equal(Found(sources, SpanName()), rows.SelectMany(row => MarkdownTables.Code(row[0])).Order(StringComparer.Ordinal));
        Assert.Equal(Found(sources, Attribute()), rows.SelectMany(row => MarkdownTables.Code(row[2])).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void State_line_is_quoted_as_it_is_written()
    {
        var quoted = Document.Split('\n').Single(line => line.StartsWith("Dispatcher state: ", StringComparison.Ordinal));

        var pattern = Placeholder().Replace(LogEvent.Of(8001).Template, "\\S*");

        Assert.Matches($"^{pattern}$", quoted);
    }

    [Fact]
    public void Every_symptom_has_signs_a_fix_and_a_recovery()
    {
        var symptoms = MarkdownTables.Section(Document, "Runbook").Split("\n### ")[1..];

        Assert.True(symptoms.Length >= 11, $"There are {symptoms.Length} symptoms.");
        Assert.All(symptoms, symptom => Assert.All(["**Shows:**", "**Do", "**Heals itself:**"], part => Assert.Contains(part, symptom, StringComparison.Ordinal)));
    }

    public static TheoryData<string> Categories => [.. EnumNames.All<FailureCategory>(), CategoryNames.DispatcherFault];

    [Theory]
    [MemberData(nameof(Categories))]
    public void Every_failure_category_has_a_cause_and_what_to_do(string category)
    {
        var section = MarkdownTables.Section(Document, "Failure categories").Split("\n### ").Single(part => part.StartsWith($"{category}\n", StringComparison.Ordinal));

        Assert.All(["**Cause:**", "**Do:**"], part => Assert.Contains(part, section, StringComparison.Ordinal));
    }

    [Fact]
    public void Only_failure_categories_are_listed()
    {
        var documented = MarkdownTables.Section(Document, "Failure categories").Split("\n### ")[1..].Select(part => part.Split('\n')[0]);

        Assert.Equal(Categories.Select(row => row.Data).Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_alert_leads_to_a_section_with_commands()
    {
        var rules = RuleName().Matches(InfraFiles.Read("infra/modules/alerts.bicep")).Select(match => match.Groups[1].Value).ToList();

        Assert.NotEmpty(rules);
        Assert.All(rules, rule =>
        {
            var row = MarkdownTables.Rows(Document, "Alerts").Single(cells => cells[0] == $"`{rule}`");
            var anchors = SectionLink().Matches(row[^1]).Select(match => match.Groups[1].Value).ToList();
            Assert.NotEmpty(anchors);
            Assert.All(anchors, anchor => Assert.Contains("\n```sh\n", SectionOf(anchor), StringComparison.Ordinal));
        });
    }

    /// <summary>The anchors of all headings, as GitHub names them.</summary>
    internal static IEnumerable<string> Anchors(string document) => Heading().Matches(document).Select(match => AnchorOf(match.Groups[1].Value));

    private static string SectionOf(string anchor) => Document.Split("\n### ").Single(part => AnchorOf(part.Split('\n')[0]) == anchor);

#pragma warning disable CA1308 // Anchors are lower-case.
    private static string AnchorOf(string heading) => NotInAnchor().Replace(heading, "").Replace(' ', '-').ToLowerInvariant();
#pragma warning restore CA1308

    private static IEnumerable<string> Found(List<string> sources, Regex pattern) =>
        sources.SelectMany(source => pattern.Matches(source).Select(match => match.Groups[1].Value)).Distinct().Order(StringComparer.Ordinal);

    /// <summary>What a listener is told when everything is recorded once.</summary>
    private static List<Instrument> Instruments()
    {
        var instruments = new ConcurrentDictionary<string, (string Kind, string Unit)>();
        var tags = new ConcurrentDictionary<(string Instrument, string Tag), bool>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name != DispatchTelemetry.Name)
                    return;
                instruments[instrument.Name] = (instrument.GetType().Name.Split('`')[0], instrument.Unit ?? "");
                self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, measured, _) => Note(instrument, measured));
        listener.SetMeasurementEventCallback<double>((instrument, _, measured, _) => Note(instrument, measured));
        listener.Start();

        DispatchTelemetry.CountAccepted("transactional");
        DispatchTelemetry.CountRefusedRequest();
        DispatchTelemetry.CountFinished("sent", "transactional", TimeSpan.FromSeconds(1));
        DispatchTelemetry.CountAttempt("primary", "provider_failed", "timeout", TimeSpan.FromSeconds(1));
        DispatchTelemetry.CountFailover("primary", "timeout");
        DispatchTelemetry.CountHedge("primary", "secondary");
        DispatchTelemetry.CountEvents("primary", "delivered", 1);
        DispatchTelemetry.CountSignature("signed");
        DispatchTelemetry.CountWebhook("email.sent", "success");
        DispatchTelemetry.CountDisabledWebhook();
        DispatchTelemetry.ObserveQueue("email-dispatch", 1);
        DispatchTelemetry.ObserveOldestAge(TimeSpan.FromSeconds(1));
        DispatchTelemetry.ObserveBreaker("primary", isOpen: true);

        return
        [
            .. instruments.Select(i => new Instrument(
                i.Key, i.Value.Kind, i.Value.Unit, string.Join(',', tags.Keys.Where(t => t.Instrument == i.Key).Select(t => t.Tag).Order(StringComparer.Ordinal)))),
        ];

        void Note(System.Diagnostics.Metrics.Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> measured)
        {
            foreach (var tag in measured)
                tags[(instrument.Name, tag.Key)] = true;
        }
    }

    private sealed record Instrument(string Name, string Kind, string Unit, string Tags);

    [GeneratedRegex(@"StartActivity\(""([^""]+)""")]
    private static partial Regex SpanName();

    [GeneratedRegex(@"SetTag\(""([^""]+)""")]
    private static partial Regex Attribute();

    [GeneratedRegex(@"^    name: '([a-z-]+)'", RegexOptions.Multiline)]
    private static partial Regex RuleName();

    [GeneratedRegex(@"\]\(#([^)]+)\)")]
    private static partial Regex SectionLink();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex NotInAnchor();

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Placeholder();
}
