namespace EmailDispatch.LocalHost.Sandbox;

/// <summary>How a sandbox server treats everyone who connects.</summary>
public enum SandboxBehaviour
{
    /// <summary>Any address is accepted, except the ones <see cref="FaultAddresses"/> lists.</summary>
    Accept,

    /// <summary>Answers <c>421 4.3.2</c> instead of a greeting and closes (RFC 5321 section 3.8).</summary>
    Refuse421,

    /// <summary>Asks for authentication and answers every attempt with <c>535 5.7.8</c> (RFC 4954 section 6).</summary>
    AuthRefused,

    /// <summary>Accepts the connection and never says anything.</summary>
    Silent,

    /// <summary>The port is held, so that nobody else gets it, but connecting to it is refused.</summary>
    Closed,
}
