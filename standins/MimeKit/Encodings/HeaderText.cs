using System.Text;
using MimeKit.Utils;

namespace MimeKit.Encodings;

/// <summary>Header text in ASCII: RFC 2047 encoded words where they are needed, everything else as it is.</summary>
internal static class HeaderText
{
    /// <summary>A phrase, such as a display name: quotes what an atom may not have (RFC 5322 section 3.2.5).</summary>
    public static string EncodePhrase(FormatOptions options, Encoding charset, string text) => Encode(options, charset, text, true);

    /// <summary>Unstructured text, such as a subject.</summary>
    public static string EncodeText(FormatOptions options, Encoding charset, string text) => Encode(options, charset, text, false);

    private static string Encode(FormatOptions options, Encoding charset, string text, bool phrase)
    {
        var runs = new TextRunSplitter(text, charset, phrase, options.MaxLineLength).Split();
        runs = new TextRunMerger(charset, options.MaxLineLength).Merge(runs);

        var encoded = new StringBuilder(text.Length * 2);
        TextRun? previous = null;
        foreach (var run in runs)
        {
            var afterEncoded = previous is { Kind: RunKind.EncodedWord };
            if (previous is { } p && !(afterEncoded && run.Kind == RunKind.EncodedWord)) encoded.Append(text, p.End, run.Start - p.End);

            switch (run.Kind)
            {
                case RunKind.Atom:
                    encoded.Append(text, run.Start, run.Length);
                    break;
                case RunKind.QuotedString:
                    encoded.Append(MimeUtils.Quote(text.AsSpan(run.Start, run.Length)));
                    break;
                default:
                    // White space between two encoded words is not shown (RFC 2047 section 6.2), so the second carries it.
                    if (afterEncoded) encoded.Append(phrase ? '\t' : ' ');
                    var start = afterEncoded ? previous!.Value.End : run.Start;
                    var charsetOfRun = options.AllowMixedHeaderCharsets ? run.Charset : RunCharset.Given;
                    encoded.Append(EncodedWord.Encode(charsetOfRun, charset, text[start..run.End], phrase));
                    break;
            }

            previous = run;
        }

        return encoded.ToString();
    }
}
