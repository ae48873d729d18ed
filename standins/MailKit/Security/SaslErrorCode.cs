namespace MailKit.Security;

public enum SaslErrorCode
{
    ChallengeTooLong,
    IncompleteChallenge,
    InvalidChallenge,
    MissingChallenge,
    IncorrectHash,
}
