namespace EmailDispatch.Smtp;

/// <summary>What is wrong with a server's certificate; several things may be.</summary>
[Flags]
public enum CertificateFaults
{
    /// <summary>Nothing, or no certificate was seen.</summary>
    None = 0,

    /// <summary>It has expired or is not valid yet.</summary>
    OutsideValidity = 1,

    /// <summary>It is for another host.</summary>
    OtherHost = 2,

    /// <summary>It is self-signed, of an unknown authority, revoked, or not the pinned one.</summary>
    Untrusted = 4,
}
