using Fluid;
using Fluid.Ast;
using Fluid.Values;

namespace EmailDispatch.Templates.Language;

/// <summary>
/// A comparison: steps by the characters that it reads. Looking for a long text in another takes time with both lengths, and comparing lists and objects
/// with all that is in them, so neither is done.
/// </summary>
internal sealed class CountedComparison(string name, Func<Expression, Expression, Expression> operation, Expression left, Expression right) : Expression
{
    private const int MaxSoughtLength = 100;

    public override async ValueTask<FluidValue> EvaluateAsync(TemplateContext context)
    {
        var (one, other) = (await left.EvaluateAsync(context), await right.EvaluateAsync(context));
        LiquidTemplates.Count(context, one, other);
        if (name is "contains" or "startswith" or "endswith" && other is StringValue sought && sought.ToStringValue().Length > MaxSoughtLength)
            throw new InvalidOperationException($"{name} looks for more than {MaxSoughtLength} characters");
        if (LiquidTemplates.HasParts(one) && LiquidTemplates.HasParts(other))
            throw new InvalidOperationException("lists or objects are compared");
        return await operation(new LiteralExpression(one), new LiteralExpression(other)).EvaluateAsync(context);
    }

    protected override Expression Accept(AstVisitor visitor) => visitor.Visit(operation(left, right));
}
