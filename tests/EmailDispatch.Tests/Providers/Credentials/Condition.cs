namespace EmailDispatch.Tests.Providers.Credentials;

internal static class Condition
{
    /// <summary>Asks until it holds, ten seconds at most.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> condition)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(10), "The condition never held.");
            await Task.Yield();
        }
    }
}
