using System.Text.Encodings.Web;
using Fluid;
using Fluid.Ast;

namespace EmailDispatch.Templates.Language;

/// <summary>A statement that takes one step of its own.</summary>
internal sealed class CountedStatement(Statement statement) : Statement
{
    public override ValueTask<Completion> WriteToAsync(TextWriter writer, TextEncoder encoder, TemplateContext context)
    {
        context.IncrementSteps();
        return statement.WriteToAsync(writer, encoder, context);
    }

    protected override Statement Accept(AstVisitor visitor) => visitor.Visit(statement);
}
