namespace EmailDispatch.Dev;

/// <summary>The arguments of a command; what it takes is gone from <see cref="Rest"/>.</summary>
internal sealed class Arguments(string[] arguments)
{
    private readonly List<string> left = [.. arguments.Where(argument => argument != "--")];

    public string[] Rest => [.. left];

    public bool Flag(string name) => left.Remove(name);

    public string? Value(string name)
    {
        var at = left.IndexOf(name);
        if (at < 0)
            return null;
        var value = at + 1 < left.Count ? left[at + 1] : throw new Refusal($"{name} wants a value.");
        left.RemoveRange(at, 2);
        return value;
    }

    public int? Port(string name) =>
        Value(name) is not { } value ? null
        : int.TryParse(value, out var port) && port is > 0 and < 65534 ? port
        : throw new Refusal($"{name} wants a port number, not '{value}'.");

    public void RefuseTheRest()
    {
        if (left is [var unknown, ..])
            throw new Refusal($"'{unknown}' is not an option of this command; `dotnet dev.cs` lists them.");
    }
}
