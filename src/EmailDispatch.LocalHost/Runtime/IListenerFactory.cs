namespace EmailDispatch.LocalHost.Runtime;

/// <summary>Makes the listeners of one kind of trigger, one for each function that has it.</summary>
internal interface IListenerFactory
{
    IEnumerable<IListener> Create();
}
