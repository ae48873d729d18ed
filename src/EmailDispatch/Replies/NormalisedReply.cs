namespace EmailDispatch.Replies;

/// <summary>A reply made comparable: see <see cref="ReplyNormaliser"/>.</summary>
/// <param name="Code">The reply code; 0 where there is none, also not in the text.</param>
/// <param name="Enhanced">Subject and detail of the first enhanced status code, such as <c>1.1</c> of 5.1.1; null where there is none.</param>
/// <param name="Text">Lower-case words between single spaces, one space at either end.</param>
internal readonly record struct NormalisedReply(int Code, string? Enhanced, string Text)
{
    /// <summary>Where the words name what.</summary>
    public ConceptPlaces Places { get; } = new(Meanings.WithoutTemplates(Text));

    public bool IsTransient => Code is >= 400 and < 500;

    public bool IsPermanent => Code is >= 500 and < 600;

    /// <summary>Whether the enhanced code does not contradict the reply code, as 4.2.1 does under 550.</summary>
    public bool IsOfOneClass => Enhanced is null || Text.Contains($" {Code / 100}.{Enhanced} ", StringComparison.Ordinal);
}
