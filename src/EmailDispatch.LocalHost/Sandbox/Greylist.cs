using System.Globalization;

namespace EmailDispatch.LocalHost.Sandbox;

/// <summary>Remembers which pairs of sender and recipient have been here before.</summary>
internal sealed class Greylist(FaultSettings settings, TimeProvider time)
{
    private const int Kept = 1_000;

    private readonly Lock _guard = new();
    private readonly Dictionary<(string Sender, string Recipient), DateTimeOffset> _firstTries = [];

    /// <summary>The refusal of a first or too early try, else null.</summary>
    public SandboxReply? Check(string sender, string recipient)
    {
        var now = time.GetUtcNow();
        lock (_guard)
        {
            if (_firstTries.TryGetValue((sender, recipient), out var first))
                return now - first >= settings.GreylistPeriod ? null : Refusal();
            if (_firstTries.Count >= Kept)
                _firstTries.Clear();
            _firstTries.Add((sender, recipient), now);
            return Refusal();
        }
    }

    private SandboxReply Refusal() => new(451, "4.7.1", $"Greylisted, try again in {Describe(settings.GreylistAdvice)}");

    private static string Describe(TimeSpan advice) => advice.TotalSeconds % 60 == 0 && advice > TimeSpan.Zero
        ? string.Create(CultureInfo.InvariantCulture, $"{advice.TotalMinutes:0} {(advice.TotalMinutes == 1 ? "minute" : "minutes")}")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(advice.TotalSeconds):0} {(advice.TotalSeconds is > 0 and <= 1 ? "second" : "seconds")}");
}
