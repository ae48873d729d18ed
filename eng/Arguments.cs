namespace EmailDispatch.Dev;

/// <summary>The arguments of a command. Reading an argument removes it from <see cref="Rest"/>.</summary>
internal sealed class Arguments(string[] arguments)
{
    private readonly List<string> _left = [.. arguments.Where(argument => argument != "--")];

    public string[] Rest => [.. _left];

    public bool Flag(string name) => _left.Remove(name);

    public string? Value(string name)
    {
        var at = _left.IndexOf(name);
        if (at < 0)
            return null;
        var value = at + 1 < _left.Count ? _left[at + 1] : throw new Refusal($"{name} needs a value.");
        _left.RemoveRange(at, 2);
        return value;
    }

    public int? Port(string name) =>
        Value(name) is not { } value ? null
        : int.TryParse(value, out var port) && port is > 0 and < 65534 ? port
        : throw new Refusal($"{name} needs a port number (1–65533), not '{value}'.");

    public void RefuseTheRest()
    {
        if (_left is [var unknown, ..])
            throw new Refusal($"'{unknown}' is not an option of this command; `dotnet dev.cs` lists them.");
    }
}
