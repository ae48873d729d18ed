using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using EmailDispatch.Simulation.Mail;

namespace EmailDispatch.Simulation.World;

/// <summary>All that was seen from outside, in order.</summary>
public sealed partial class History
{
    private readonly List<(DateTimeOffset At, string Text)> _lines = [];

    public List<Submission> Submissions { get; } = [];

    public List<Copy> Copies { get; } = [];

    /// <summary>The addresses that were named to a server.</summary>
    public List<(string Address, DateTimeOffset At)> Recipients { get; } = [];

    /// <summary>When an instance died.</summary>
    public List<(string Instance, DateTimeOffset At)> Deaths { get; } = [];

    /// <summary>The addresses on the do-not-send list, and since when.</summary>
    public Dictionary<string, DateTimeOffset> Suppressed { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether the host has moved a message to a poison queue, where it is another message.</summary>
    public bool WasAnyPoisoned { get; set; }

    /// <summary>What the webhook received, in order, with repetitions.</summary>
    public List<Told> Told { get; } = [];

    /// <summary>What providers report about what they took.</summary>
    public List<ProviderReport> Reports { get; } = [];

    /// <summary>Messages that nobody can read, and their queues.</summary>
    public List<(string Queue, string Text)> Garbage { get; } = [];

    /// <summary>Contradictions that were seen while it ran.</summary>
    public List<string> Contradictions { get; } = [];

    public bool IsGarbage(string text) => Garbage.Exists(message => message.Text == text);

    public void Note(DateTimeOffset at, string text) => _lines.Add((at, text));

    /// <summary>The lines with names instead of random ids.</summary>
    public IEnumerable<string> Timeline(DateTimeOffset start)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (at, text) in _lines)
        {
            var named = IdPattern().Replace(text, id =>
            {
                if (!names.TryGetValue(id.Value, out var name))
                    names[id.Value] = name = string.Create(CultureInfo.InvariantCulture, $"#{names.Count + 1}");
                return name;
            });
            yield return $"+{at - start:d\\.hh\\:mm\\:ss\\.fff} {named}";
        }
    }

    /// <summary>The same for the same run.</summary>
    public string Hash(DateTimeOffset start) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Timeline(start)))))[..16];

    [GeneratedRegex("[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")]
    private static partial Regex IdPattern();
}
