namespace EmailDispatch.Secrets;

/// <summary>A credential is not to be had. The message names the secret and never quotes it.</summary>
public sealed class CredentialException : Exception
{
    /// <inheritdoc/>
    public CredentialException()
    {
    }

    /// <inheritdoc/>
    public CredentialException(string message)
        : base(message)
    {
    }

    /// <inheritdoc/>
    public CredentialException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
