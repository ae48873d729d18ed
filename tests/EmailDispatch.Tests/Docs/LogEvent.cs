using System.Globalization;
using System.Text.RegularExpressions;
using EmailDispatch.Tests.Infra;

namespace EmailDispatch.Tests.Docs;

/// <summary>A log event as the source declares it.</summary>
internal sealed partial record LogEvent(int Id, string Level, string Template, string Source)
{
    /// <summary>Those of what runs in Azure; the local host has numbers of its own.</summary>
    public static IReadOnlyList<LogEvent> All { get; } =
    [
        .. from file in Sources()
           from match in Declaration().Matches(File.ReadAllText(file)).AsEnumerable()
           select new LogEvent(
               int.Parse(match.Groups["id"].ValueSpan, CultureInfo.InvariantCulture), match.Groups["level"].Value, match.Groups["template"].Value, Path.GetFileName(file)),
    ];

    public static LogEvent Of(int id) => All.Single(e => e.Id == id);

    /// <summary>How many declarations there are, in whatever form.</summary>
    public static int CountOfDeclarations() => Sources().Sum(file => Attribute().Count(File.ReadAllText(file)));

    private static IEnumerable<string> Sources() =>
        new[] { "src/EmailDispatch", "src/EmailDispatch.Functions", "src/EmailDispatch.SmtpDoor" }
            .SelectMany(folder => Directory.GetFiles(InfraFiles.At(folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    [GeneratedRegex(@"\[LoggerMessage\((?<id>\d+), LogLevel\.(?<level>\w+), ""(?<template>[^""]*)""\)\]")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\[LoggerMessage\b")]
    private static partial Regex Attribute();
}
