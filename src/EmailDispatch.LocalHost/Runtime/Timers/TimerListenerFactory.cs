using EmailDispatch.LocalHost.Runtime.Invocation;
using EmailDispatch.LocalHost.Runtime.Settings;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.LocalHost.Runtime.Timers;

internal sealed class TimerListenerFactory(FunctionCatalogue catalogue, IConfiguration configuration, IServiceProvider services)
    : IListenerFactory
{
    public IEnumerable<IListener> Create() =>
        from each in catalogue.TriggeredBy<TimerTriggerAttribute>()
        select ActivatorUtilities.CreateInstance<TimerListener>(services, each.Function, each.Trigger, Schedule(each.Function, each.Trigger));

    private TimerSchedule Schedule(LocalFunctionDefinition function, TimerTriggerAttribute trigger)
    {
        try
        {
            var schedule = configuration[$"{LocalHostOptions.Section}:Timers:{function.Name}"] ?? trigger.Schedule;
            return TimerSchedule.Parse(SettingNames.Resolve(configuration, schedule, function.Name));
        }
        catch (FormatException broken)
        {
            throw new StartupFault($"function {function.Name}: {broken.Message}", broken);
        }
    }
}
