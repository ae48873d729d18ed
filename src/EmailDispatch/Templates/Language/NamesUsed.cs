using Fluid.Ast;

namespace EmailDispatch.Templates.Language;

/// <summary>Finds the variables and filters that a template uses.</summary>
internal sealed class NamesUsed : AstVisitor
{
    private readonly List<string> _loops = ["forloop"];
    private readonly HashSet<string> _variables = [];
    private readonly HashSet<string> _filters = [];
    private readonly HashSet<(string, string)> _members = [];

    public IReadOnlySet<string> Variables => _variables;

    public IReadOnlySet<string> Filters => _filters;

    /// <summary>The variables with a member that is read of them.</summary>
    public IReadOnlySet<(string Variable, string Member)> Members => _members;

    protected override Statement VisitForStatement(ForStatement forStatement)
    {
        Visit(forStatement.Source);
        _loops.Add(forStatement.Identifier);
        var visited = base.VisitForStatement(forStatement);
        _loops.RemoveAt(_loops.Count - 1);
        return visited;
    }

    protected override Expression VisitMemberExpression(MemberExpression memberExpression)
    {
        if (memberExpression.Segments[0] is IdentifierSegment { Identifier: var name } && !_loops.Contains(name))
        {
            _variables.Add(name);
            if (memberExpression.Segments.Count > 1)
                _members.Add((name, (memberExpression.Segments[1] as IdentifierSegment)?.Identifier ?? ""));
        }

        return base.VisitMemberExpression(memberExpression);
    }

    protected override Expression VisitFilterExpression(FilterExpression filterExpression)
    {
        _filters.Add(filterExpression.Name);
        return base.VisitFilterExpression(filterExpression);
    }
}
