namespace MimeKit.IO;

/// <summary>One step that content goes through on its way into the message.</summary>
internal interface IContentFilter
{
    /// <param name="input">The next bytes.</param>
    /// <param name="last">Whether these are the last.</param>
    /// <param name="output">Takes what comes of them.</param>
    void Write(ReadOnlySpan<byte> input, bool last, PooledBuffer output);
}
