using System.Runtime.InteropServices;

namespace EmailDispatch.Benchmarks.Measuring;

/// <summary>The machine that ran the benchmarks.</summary>
internal sealed record Machine(int Processors, string Architecture, string System, string Runtime, string MailLibrary)
{
    public static Machine Current { get; } = new(
        Environment.ProcessorCount, RuntimeInformation.ProcessArchitecture.ToString(), RuntimeInformation.OSDescription, RuntimeInformation.FrameworkDescription,
        $"{typeof(MimeKit.MimeMessage).Assembly.GetName()}");
}
