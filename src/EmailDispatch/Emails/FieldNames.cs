namespace EmailDispatch.Emails;

/// <summary>Suggests a known field for an unknown name.</summary>
internal static class FieldNames
{
    private const int MaxLength = 40;

    /// <summary>Returns the known name that differs only in case and punctuation (<c>replyTo</c>, <c>Reply-To</c>) or by a typo or two, or null.</summary>
    public static string? Closest(string name, IReadOnlyList<string> known)
    {
        if (name.Length > MaxLength)
            return null;

        var plain = Plain(name);
        var closest = known.MinBy(other => Distance(plain, Plain(other)))!;
        return Distance(plain, Plain(closest)) <= MaxDistance(Plain(closest).Length) ? closest : null;
    }

    /// <summary>Whether a name is known except for its case and punctuation.</summary>
    public static bool InOtherLetters(string name, IReadOnlyList<string> known) =>
        name.Length <= MaxLength && known.Any(other => Plain(other) == Plain(name));

    private static string Plain(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();

    private static int MaxDistance(int length) => length switch { <= 2 => 0, <= 5 => 1, _ => 2 };

    /// <summary>Counts missing, added, wrong or swapped letters.</summary>
    private static int Distance(string left, string right)
    {
        var distance = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
        {
            for (var j = 0; j <= right.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    distance[i, j] = i + j;
                    continue;
                }

                var wrong = left[i - 1] == right[j - 1] ? 0 : 1;
                distance[i, j] = Math.Min(Math.Min(distance[i - 1, j], distance[i, j - 1]) + 1, distance[i - 1, j - 1] + wrong);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                    distance[i, j] = Math.Min(distance[i, j], distance[i - 2, j - 2] + 1);
            }
        }

        return distance[left.Length, right.Length];
    }
}
