namespace EmailDispatch.Smtp.Html;

/// <summary>What <see cref="HtmlTokenizer"/> reads.</summary>
internal enum HtmlTokenKind
{
    /// <summary>Text between tags.</summary>
    Text,

    /// <summary>A tag that begins an element.</summary>
    StartTag,

    /// <summary>A tag that ends one.</summary>
    EndTag,
}
