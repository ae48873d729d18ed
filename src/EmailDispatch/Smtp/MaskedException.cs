namespace EmailDispatch.Smtp;

/// <summary>Stands for an exception whose text quotes a login: the same text with the login masked.</summary>
/// <param name="typeName">The type of the original.</param>
/// <param name="message">Its message, masked.</param>
/// <param name="text">All it says of itself, stack traces and inner exceptions included, masked.</param>
internal sealed class MaskedException(string typeName, string message, string text) : Exception(message)
{
    public string TypeName => typeName;

    public override string ToString() => text;
}
