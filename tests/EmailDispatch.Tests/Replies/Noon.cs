using System.Globalization;
using EmailDispatch.Replies;

namespace EmailDispatch.Tests.Replies;

/// <summary>A moment, some way into an hour and a day, and a classifier at it.</summary>
internal static class Noon
{
    private const string Text = "2026-03-14T12:20:30Z";

    public static DateTimeOffset Moment { get; } = DateTimeOffset.Parse(Text, CultureInfo.InvariantCulture);

    public static FailureClassifier Classifier { get; } = new(ManualTime.At(Text));
}
