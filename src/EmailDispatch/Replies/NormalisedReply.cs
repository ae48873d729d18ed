namespace EmailDispatch.Replies;

/// <summary>A reply made comparable by <see cref="ReplyNormaliser"/>.</summary>
/// <param name="Code">The reply code; 0 if there is none, not even in the text.</param>
/// <param name="Enhanced">Subject and detail of the first enhanced status code, such as <c>1.1</c> of 5.1.1; null if there is none.</param>
/// <param name="Text">Lower-case words separated by single spaces, with one space at each end.</param>
internal readonly record struct NormalisedReply(int Code, string? Enhanced, string Text)
{
    public ConceptPlaces Places { get; } = new(Meanings.WithoutTemplates(Text));

    public bool IsTransient => Code is >= 400 and < 500;

    public bool IsPermanent => Code is >= 500 and < 600;

    /// <summary>Whether the enhanced code agrees with the reply code, unlike 4.2.1 with 550.</summary>
    public bool IsOfOneClass => Enhanced is null || Text.Contains($" {Code / 100}.{Enhanced} ", StringComparison.Ordinal);
}
