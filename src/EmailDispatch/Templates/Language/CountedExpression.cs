using Fluid;
using Fluid.Ast;
using Fluid.Values;

namespace EmailDispatch.Templates.Language;

/// <summary>A value that is read: one step.</summary>
internal sealed class CountedExpression(Expression value) : Expression
{
    public override ValueTask<FluidValue> EvaluateAsync(TemplateContext context)
    {
        context.IncrementSteps();
        return value.EvaluateAsync(context);
    }

    protected override Expression Accept(AstVisitor visitor) => visitor.Visit(value);
}
