using Fluid;

namespace EmailDispatch.Templates.Language;

/// <summary>One field of a template, ready to be rendered.</summary>
/// <param name="Field">The name of the field.</param>
/// <param name="Template">The statements.</param>
/// <param name="Names">The variables that it uses.</param>
internal sealed record ParsedText(string Field, IFluidTemplate Template, NamesUsed Names);
