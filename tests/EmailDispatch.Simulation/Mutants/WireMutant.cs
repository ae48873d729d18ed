using EmailDispatch.Simulation.Mail;

namespace EmailDispatch.Simulation.Mutants;

/// <summary>Changes what happens at the final dot, as a client that does it wrong would.</summary>
internal sealed class WireMutant(Func<MailFault, string?> reply, int copies = 1) : Mutant
{
    public override string? ReplyToDot(MailFault fault) => reply(fault);

    public override int Copies => copies;
}
