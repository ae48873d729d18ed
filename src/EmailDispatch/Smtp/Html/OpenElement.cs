namespace EmailDispatch.Smtp.Html;

/// <summary>An element whose end has not come yet.</summary>
/// <param name="Element">Its kind.</param>
/// <param name="Style">How its content is shown.</param>
/// <param name="NextNumber">The number of the next item of a list; null where its items have none.</param>
/// <param name="IsData">Whether it is a table with headings.</param>
internal readonly record struct OpenElement(HtmlElement Element, TextStyle Style, int? NextNumber = null, bool IsData = false);
