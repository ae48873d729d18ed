using EmailDispatch.Emails;
using Fluid;
using Fluid.Ast;
using Fluid.Values;

namespace EmailDispatch.Templates.Language;

/// <summary>
/// The part of Liquid that templates may use: conditions, loops over lists, and filters that cannot make much of little. There is nothing that keeps
/// values, includes files, calls methods or counts without a list, so the work is bounded by the template, its values and <see cref="MaxSteps"/>. The
/// engine counts what is written and each turn of a loop; every value that is read, every comparison, every loop that does not turn and every filter are
/// counted here.
/// </summary>
internal static class LiquidTemplates
{
    /// <summary>The filter that every value passes before it is written.</summary>
    public const string Output = "written_value";

    /// <summary>The most steps that rendering one email may take.</summary>
    public const int MaxSteps = 30_000;

    private const int CharactersPerStep = 1_000;

    private const int MaxSeparatorLength = 200;

    private static readonly string[] Filters =
        ["capitalize", "default", "divided_by", "downcase", "first", "join", "last", "minus", "plus", "round", "size", "strip", "times", "truncate", "upcase"];

    private static readonly Parser Liquid = new();

    public static TemplateOptions Options { get; } = NewOptions();

    /// <summary>Reads one field of a template; null, with the fault, if it cannot be used.</summary>
    public static ParsedText? Parse(string source, string field, JsonFields fields)
    {
        if (TemplateSource.Rewrite(source, out var fault) is not { } liquid)
        {
            fields.Refuse(field, fault);
            return null;
        }

        if (!Liquid.TryParse(liquid, out var template, out var error))
        {
            fields.Refuse(field, $"cannot be read as a template: {Shorten(error)}");
            return null;
        }

        var names = new NamesUsed();
        names.VisitTemplate(template);
        foreach (var filter in names.Filters.Where(name => name != Output && !Filters.Contains(name)))
            fields.Refuse(field, $"uses the filter \"{TextSafety.Shorten(filter, 40)}\"; there are {string.Join(", ", Filters)}");
        return new ParsedText(field, template, names);
    }

    // The parser's error ends with the source.
    private static string Shorten(string error) => TextSafety.Shorten(error.Split('\n')[0], 200);

    private static TemplateOptions NewOptions()
    {
        var options = new TemplateOptions { MaxSteps = MaxSteps, ModelNamesComparer = StringComparer.Ordinal, StrictFilters = true };
        foreach (var (name, _) in options.Filters.Where(filter => !Filters.Contains(filter.Key)).ToList())
            options.Filters.Remove(name);
        foreach (var (name, filter) in options.Filters.ToList())
            options.Filters.AddFilter(name, (input, arguments, context) => CountAsync(filter, input, name == "join" ? Separator(arguments) : arguments, context));
        options.Filters.AddFilter(Output, Write);
        return options;
    }

    // A text in a loop could be filtered again and again without being written.
    private static async ValueTask<FluidValue> CountAsync(FilterDelegate filter, FluidValue input, FilterArguments arguments, TemplateContext context)
    {
        var result = await filter(input, arguments, context);
        Count(context, input, result);
        return result;
    }

    /// <summary>Counts the characters of values that were read or made.</summary>
    internal static void Count(TemplateContext context, FluidValue one, FluidValue other)
    {
        for (var read = LengthOf(one) + LengthOf(other); read > 0; read -= CharactersPerStep)
            context.IncrementSteps();
    }

    internal static bool HasParts(FluidValue value) => value is ArrayValue or DictionaryValue or ObjectValueBase;

    // It is written between all items of a list.
    private static FilterArguments Separator(FilterArguments arguments) => LengthOf(arguments.At(0)) <= MaxSeparatorLength
        ? arguments
        : throw new InvalidOperationException($"the separator of join is longer than {MaxSeparatorLength} characters");

    private static int LengthOf(FluidValue value) => value switch
    {
        StringValue text => text.ToStringValue().Length,
        ArrayValue list => list.Values.Sum(item => item is StringValue text ? text.ToStringValue().Length : 1),
        _ => 1,
    };

    // Lists and objects would be written without escaping their texts.
    private static ValueTask<FluidValue> Write(FluidValue input, FilterArguments arguments, TemplateContext context) =>
        HasParts(input) ? throw new InvalidOperationException("a list is written; use a loop, or the filter join") : new(input);

    private sealed class Parser : FluidParser
    {
        public Parser()
            : base(new FluidParserOptions { AllowFunctions = false, AllowParentheses = false, AllowLiquidTag = false })
        {
            foreach (var name in RegisteredTags.Keys.Where(name => name is not ("if" or "unless" or "for" or "break" or "continue")).ToList())
                RegisteredTags.Remove(name);
            RegisteredTags["for"] = RegisteredTags["for"].Then<Statement>(loop => new CountedLoop((ForStatement)loop));
            Primary.Parser = Primary.Parser!.Then<Expression>(value => new CountedExpression(value));
            foreach (var (name, operation) in RegisteredOperators.ToList())
                RegisteredOperators[name] = (left, right) => new CountedComparison(name, operation, left, right);
        }
    }
}
