namespace EmailDispatch.EndToEnd.Samples;

/// <summary>
/// Mixed around related around alternative, each only if needed. Whether the alternative is inside the related or the other way round is the
/// composer's choice (RFC 2387 allows both, and readers show both).
/// </summary>
public static class StructureRules
{
    public static IEnumerable<string> Differences(ExpectedEmail expected, MessagePart structure)
    {
        var inline = string.Concat(expected.Inline.Select(_ => ", inline"));
        var attached = string.Concat(expected.Attached.Select(_ => ", attachment"));
        string[] bodies = expected.Html is null ? ["text/plain"]
            : inline.Length == 0 ? ["alternative(text/plain, text/html)"]
            : [$"related(alternative(text/plain, text/html){inline})", $"alternative(text/plain, related(text/html{inline}))"];
        string[] allowed = attached.Length == 0 ? bodies : [.. bodies.Select(body => $"mixed({body}{attached})")];

        if (!allowed.Contains(structure.Outline))
            yield return $"structure: {structure.Outline}; expected {string.Join(" or ", allowed)}";
    }
}
