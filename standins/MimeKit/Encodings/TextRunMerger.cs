using System.Text;

namespace MimeKit.Encodings;

/// <summary>Joins runs that are better written as one, as long as the result stays within a line.</summary>
internal sealed class TextRunMerger(Encoding charset, int maxLineLength)
{
    public List<TextRun> Merge(List<TextRun> runs) => Fold(Fold(runs, JoinAlike), JoinAcrossKinds);

    private static List<TextRun> Fold(List<TextRun> runs, Func<List<TextRun>, TextRun, int, TextRun?> join)
    {
        if (runs.Count < 2) return runs;

        var merged = new List<TextRun>();
        var current = runs[0];
        for (var i = 1; i < runs.Count; i++)
        {
            if (join(runs, current, i) is { } joined)
            {
                current = joined;
                continue;
            }

            merged.Add(current);
            current = runs[i];
        }

        merged.Add(current);
        return merged;
    }

    private TextRun? JoinAlike(List<TextRun> runs, TextRun current, int i)
    {
        if (current.Kind == RunKind.Atom || current.Kind != runs[i].Kind) return null;

        var joined = Join(current, runs[i]);
        return EncodedWord.LengthOf(joined, charset) + 1 < maxLineLength ? joined : null;
    }

    private TextRun? JoinAcrossKinds(List<TextRun> runs, TextRun current, int i)
    {
        var next = runs[i];
        var joined = Join(current, next) with { Kind = current.Kind > next.Kind ? current.Kind : next.Kind };
        var joins = current.Kind switch
        {
            RunKind.EncodedWord => next.Kind switch
            {
                RunKind.QuotedString => false,
                RunKind.Atom when !EncodedWordFollowsSoon(runs, i + 1) => false,
                _ => EncodedWord.LengthOf(joined, charset) + 1 < maxLineLength,
            },
            _ when next.Kind == RunKind.EncodedWord => false,
            RunKind.Atom => joined.Bytes + 1 < maxLineLength,
            _ => true,
        };

        return joins ? joined : null;
    }

    // A few plain words between encoded ones are encoded with them; a longer plain passage stays legible.
    private static bool EncodedWordFollowsSoon(List<TextRun> runs, int from)
        => runs.Skip(from).Take(3).Any(run => run.Kind != RunKind.Atom);

    private static TextRun Join(TextRun first, TextRun second) => first with
    {
        Length = second.End - first.Start,
        Bytes = first.Bytes + (second.Start - first.End) + second.Bytes,
        UnsafeBytes = first.UnsafeBytes + second.UnsafeBytes,
        Escapes = first.Escapes + second.Escapes,
        Charset = TextRun.Wider(first.Charset, second.Charset),
    };
}
