using System.Text.Encodings.Web;
using Fluid;
using Fluid.Ast;
using Fluid.Values;

namespace EmailDispatch.Templates.Language;

/// <summary>A loop: one step, and one for each member of an object, because the engine copies them even if the loop does not turn.</summary>
internal sealed class CountedLoop(ForStatement loop) : Statement
{
    public override async ValueTask<Completion> WriteToAsync(TextWriter writer, TextEncoder encoder, TemplateContext context)
    {
        context.IncrementSteps();
        if (loop.Source is not null && await loop.Source.EvaluateAsync(context) is DictionaryValue read && read.ToObjectValue() is IFluidIndexable members)
        {
            for (var n = 0; n < members.Count; n++)
                context.IncrementSteps();
        }

        return await loop.WriteToAsync(writer, encoder, context);
    }

    protected override Statement Accept(AstVisitor visitor) => visitor.Visit(loop);
}
